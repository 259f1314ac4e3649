import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type StatusTerminal, showStatus } from '../../../src/cli/broker/status-line.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'

const CLEAR_LINE = '\r\u001b[2K'

const terminal = (fields: Omit<StatusTerminal, 'write'> = {}): StatusTerminal & { readonly written: string[] } => {
  const written: string[] = []
  return { isTTY: true, columns: 80, ...fields, written, write: text => written.push(text) }
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the status line of kafkawire broker', () => {
  test('counts connections, topics and records, and is removed at the end', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    kafka.produce('orders', [{ value: 'one' }, { value: 'two' }])
    const shown = terminal()
    showStatus(kafka, { isJson: false }, shown)()
    expect(shown.written).toEqual([`${CLEAR_LINE}0 connections, 1 topics, 2 records, 0/s`, CLEAR_LINE])
  })

  test('is cut to the columns of the terminal, and a terminal of 0 columns counts as one of 80', async () => {
    await using kafka = await startTestingCluster()
    const [narrow, unknown] = [terminal({ columns: 10 }), terminal({ columns: 0 })]
    for (const each of [narrow, unknown]) showStatus(kafka, { isJson: false }, each)()
    expect([narrow.written[0], unknown.written[0]]).toEqual([
      `${CLEAR_LINE}0 connect`,
      `${CLEAR_LINE}0 connections, 0 topics, 0 records, 0/s`
    ])
  })

  test('is not there with --json, where the output is no terminal, or where the terminal cannot replace a line', async () => {
    await using kafka = await startTestingCluster()
    const [json, file, dumb] = [terminal(), terminal({ isTTY: false }), terminal()]
    showStatus(kafka, { isJson: true }, json)()
    showStatus(kafka, { isJson: false }, file)()
    vi.stubEnv('TERM', 'dumb')
    showStatus(kafka, { isJson: false }, dumb)()
    expect([json, file, dumb].flatMap(({ written }) => written)).toEqual([])
  })
})
