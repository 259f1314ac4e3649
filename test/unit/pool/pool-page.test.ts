import { describe, expect, test } from 'vitest'
import * as kafkawire from '../../../src/index.ts'
import * as messages from '../../../src/messages.ts'
import { DEFAULT_LANES } from '../../../src/pool/lane-table.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { type PoolOptions, resolvePoolOptions } from '../../../src/pool/pool-options.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { failureOf } from '../../support/process/failure.ts'
import { until } from '../../support/process/gate.ts'
import { programOf, quotedIn, runProgram, tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/pool.md').text

describe('docs/pool.md', () => {
  const rows = tableOf(page, 'option')

  test('docs/pool.md lists every option of a pool, and no other', () => {
    const names = ['', 'backoff', 'breaker'].flatMap(knownTo).filter(name => name !== 'backoff' && name !== 'breaker')
    expect(rows.flatMap(([name = '']) => quotedIn(name)).sort()).toEqual(names.sort())
  })

  test('docs/pool.md gives the defaults that a pool uses', () => {
    const { backoff, breaker, ...others } = resolvePoolOptions({ connection: {} })
    const defaults: Readonly<Record<string, unknown>> = {
      ...others,
      lanes: 'as above',
      'backoff.initialMs': backoff.initialMs,
      'backoff.maxMs': backoff.maxMs,
      'breaker.failures': breaker.failures,
      'breaker.openMs': breaker.openMs === 0 ? 'none' : breaker.openMs
    }
    for (const [name = '', text] of rows) expect(text, name).toBe(written(defaults[name.replaceAll('`', '')]))
  })

  test('docs/pool.md lists the lanes of the default table, and the lane other', () => {
    const lanes = tableOf(page, 'lane')
    expect(lanes.map(([name = '']) => quotedIn(name)[0])).toEqual([...Object.keys(DEFAULT_LANES), 'other'])
    for (const [name = '', apis] of lanes.slice(0, 2)) expect(apis).toBe(DEFAULT_LANES[quotedIn(name)[0] ?? '']?.join(', '))
    const quick = lanes[2]?.[1]?.match(/[A-Z]\w+/g) ?? []
    expect(quick.filter(api => !DEFAULT_LANES['coordination']?.includes(api))).toEqual([])
  })

  test('the blocks of docs/pool.md are a program that works', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    let program = programOf(page)
    for (const { nodeId, host, port } of kafka.brokers) {
      expect(program).toContain(`host: 'broker-${nodeId}', port: 9092`)
      program = program.replace(`host: 'broker-${nodeId}', port: 9092`, `host: '${host}', port: ${port}`)
    }
    const printed = await runProgram(program, { kafkawire: { ...kafkawire, Pool }, 'kafkawire/messages': messages })
    expect(printed).toEqual([[2], [false, 'produce'], [false, 'superseded'], [1, false], [2, false]])
    await until(() => kafka.brokers.every(({ connections }) => connections === 0))
  })
})

/** The value in the form of the page. */
function written(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '`Infinity`'
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value)
}

/**
 * The names of the options of a pool, or of a group of them: the error for an unknown option lists
 * them.
 */
function knownTo(group: string): string[] {
  const wrong = { nobodyKnowsThis: 1 }
  const error = failureOf(() => new Pool({ connection: {}, pool: (group === '' ? wrong : { [group]: wrong }) as PoolOptions }))
  const [, list = ''] = error.message.split('there are ')
  return list.split(', ').map(name => name.replace('pool.', ''))
}
