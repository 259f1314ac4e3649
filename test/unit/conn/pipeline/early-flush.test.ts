import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { FindCoordinator } from '../../../../src/messages.ts'

const REQUEST = { key: 'k'.repeat(1_000) }

/** A connection without a broker, and the sizes of the writes to its socket. */
async function open() {
  const written: number[] = []
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    written.push(chunk.length)
    done()
  }
  const writev = (pieces: { chunk: Buffer }[], done: () => void): void => {
    written.push(pieces.reduce((sum, { chunk }) => sum + chunk.length, 0))
    done()
  }
  const dial = () => new Duplex({ read: () => undefined, write, writev, writableHighWaterMark: 1_048_576 })
  const limits = { maxInFlight: 10_000 }
  const connection = await connect({ host: 'in.memory', dial, apiVersions: { FindCoordinator: [0, 0] }, limits })
  const send = (count: number): void => {
    for (let i = 0; i < count; i++) connection.send(FindCoordinator, REQUEST).catch(() => undefined)
  }
  return { connection, written, send }
}

describe('the requests that one turn of the event loop sends', () => {
  test('requests of one turn of the event loop are written together at its end', async () => {
    const { connection, written, send } = await open()
    send(10)
    expect(written).toEqual([])
    await new Promise(resolve => setImmediate(resolve))
    expect(written).toHaveLength(1)
    await connection.close({ timeoutMs: 1 })
  })

  test('requests of one turn are written before the turn ends as soon as there are 64 KiB', async () => {
    const { connection, written, send } = await open()
    send(200)
    const bytes = written.reduce((sum, each) => sum + each, 0)
    expect(bytes).toBeGreaterThan(130_000)
    expect(bytes).toBeLessThan(200_000)
    await new Promise(resolve => setImmediate(resolve))
    expect(written.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(200_000)
    await connection.close({ timeoutMs: 1 })
  })
})
