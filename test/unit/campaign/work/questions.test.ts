import { describe, expect, test } from 'vitest'
import { KafkaError } from '../../../../src/index.ts'
import { History } from '../../../campaign/checks/history.ts'
import { randomPatience } from '../../../campaign/work/callers/patience.ts'
import { ask, type Question } from '../../../campaign/work/callers/questions.ts'
import { Random } from '../../../support/vectors/random.ts'

const LIMITS = { totalMs: 1_000, requestMs: 1_000, connectMs: 1_000 }
const nobody = { send: () => Promise.reject(new Error('not used')) }

/** What is reported of a question that is answered, or fails, in this way. */
async function reportOf(outcome: Promise<string>, reason?: Error): Promise<readonly string[]> {
  const broken: string[] = []
  const question: Question = {
    api: 'Metadata',
    request: {},
    send: () => outcome,
    problemOf: answer => (answer === 'mine' ? undefined : `the answer is ${String(answer)}`)
  }
  const patience = { options: {}, limitMs: 1_000, ...(reason && { reason }) }
  const asker = { calls: new History(LIMITS).of('actor'), patience, codes: ['KAFKA_TIMEOUT'] as const }
  await ask(nobody, question, { ...asker, report: sentence => broken.push(sentence) })
  return broken
}

describe('a question of a caller', () => {
  test('reports an answer that belongs to another question', async () => {
    expect(await reportOf(Promise.resolve('mine'))).toEqual([])
    expect(await reportOf(Promise.resolve('yours'))).toEqual(['the answer is yours'])
  })

  test('reports an error whose code the docs do not name', async () => {
    const late = new KafkaError('KAFKA_TIMEOUT', 'too late', { phase: 'response', timeoutMs: 1 })
    expect(await reportOf(Promise.reject(late))).toEqual([])
    expect(await reportOf(Promise.reject(new TypeError('no such field')))).toEqual(['Metadata rejected with TypeError: no such field'])
  })

  test('accepts the reason of its own signal, and no other error', async () => {
    const reason = new Error('the caller has given up')
    expect(await reportOf(Promise.reject(reason), reason)).toEqual([])
    expect(await reportOf(Promise.reject(new Error('the caller has given up')), reason)).toHaveLength(1)
  })

  test('has a short timeout, a signal, or neither', () => {
    const random = new Random(1)
    const all = Array.from({ length: 40 }, () => randomPatience(random, 5_000))
    for (const { options, limitMs, reason } of all) {
      if (options.timeoutMs !== undefined) expect(options.timeoutMs).toBe(limitMs)
      else if (options.signal === undefined) expect(limitMs).toBe(5_000)
      else expect([limitMs < 1_000, reason]).toEqual([true, expect.any(Error)])
    }
    expect(new Set(all.map(({ options }) => Object.keys(options).join()))).toEqual(new Set(['timeoutMs', 'signal', '']))
  })
})
