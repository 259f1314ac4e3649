import { describe, expect, test } from 'vitest'
import { bareNumbersIn } from '../../support/sources/bare-numbers.ts'
import { programOf } from '../../support/sources/markdown.ts'
import { readSource, readSources } from '../../support/sources/sources.ts'

// These are programs for other libraries, a process that is compared with the driver and does not
// load it, tests of types, and a test of APIs that Kafka does not have.
const EXEMPT = [
  'bench/peers/clients/kafkajs.mjs',
  'bench/peers/clients/platformatic.mjs',
  'bench/limits/requests.mjs',
  'test/integration/support/clients/kafkajs.ts',
  'test/types/',
  'test/unit/tools/schemas.test.ts'
]

const sources = readSources(['src', 'examples', 'test', 'bench', 'tools'], ['.ts', '.mjs'])
const pages = [...readSources(['docs'], ['.md']), readSource('README.md')].map(({ path, text }) => ({ path, text: programOf(text) }))

describe('numbers with a meaning', () => {
  test('numbers with a meaning have names in all programs', () => {
    expect(sources.length).toBeGreaterThan(500)
    const bare = sources.filter(({ path }) => !EXEMPT.some(each => path.startsWith(each))).flatMap(bareNumbersIn)
    expect(bare, 'use the names of src/protocol/codes').toEqual([])
  })

  test('numbers with a meaning have names in the code blocks of the documentation', () => {
    expect(pages.length).toBeGreaterThan(10)
    expect(pages.flatMap(bareNumbersIn)).toEqual([])
  })

  test.each([
    '{ errorCode: 16 }',
    '{ errorCode: isMoved ? 16 : 0 }',
    'if (answer.errorCode === 16) retry()',
    'expect(topic?.errorCode).toBe(3)',
    'expect(topic.errorCode).not.toBe(3)',
    '{ acks: -1 }',
    'if (request.acks === 0) post()',
    '{ isolationLevel: 1 }',
    'header.apiKey === 3',
    'api.key !== 0',
    '{ partitionIndex: 0, timestamp: -1n }',
    '{ producerId = -1n }',
    'leader?.leaderId ?? -1',
    'const NOT_COORDINATOR = 16',
    'const LATEST = -1n',
    'const INIT_PRODUCER_ID = 22',
    'const [GROUP, TRANSACTION] = [0, 1]'
  ])('a number with a meaning and without a name is found in: %s', text => {
    expect(bareNumbersIn({ path: 'a.ts', text })).not.toEqual([])
  })

  test.each([
    '{ errorCode: 0 }',
    'if (answer.errorCode !== 0) fail()',
    '{ errorCode: errorCodes.NOT_COORDINATOR }',
    "{ errorCode: 'acks: 1' } // acks: 1",
    '{ timestamp: 1n, leaderEpoch: 5, producerId: 7n }',
    'const NOT_COORDINATOR_TRIES = 16',
    'const ALL = 3',
    'function of(upgradeType: 1 | 2 | 3): void'
  ])('no number without a name is found in: %s', text => {
    expect(bareNumbersIn({ path: 'a.ts', text })).toEqual([])
  })
})
