import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isKafkaError } from '../../src/errors.ts'
import { mutate } from '../support/faults/mutations.ts'
import { readTargets, type Target } from '../support/faults/targets.ts'
import { Random, seed } from '../support/vectors/random.ts'

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 20_000)
const targets = readTargets('open.jsonl.gz', 'messages.jsonl.gz')

// Most of these half a million attempts end in an error, whose stack nobody reads.
const { stackTraceLimit } = Error
beforeAll(() => void (Error.stackTraceLimit = 0))
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit))

describe('bytes that do not follow the protocol', () => {
  test('the tests have bodies, headers and payloads with versions to damage', () => {
    for (const part of ['Request', 'header of', 'behind its version']) {
      expect(targets.filter(({ label }) => label.includes(part)).length).toBeGreaterThan(5)
    }
  })

  // A message is read to its last byte, so no part of one is itself a message.
  test('no message or header that ends early is accepted', () => {
    const taken: string[] = []
    for (const target of targets) {
      for (let end = 0; end < target.bytes.length; end++) {
        const outcome = attempt(target, target.bytes.subarray(0, end))
        if (outcome !== 'KAFKA_PROTOCOL')
          taken.push(`${target.label}, the first ${end} bytes of ${target.bytes.toString('hex')}: ${outcome}`)
      }
    }
    expect(taken.slice(0, 5)).toEqual([])
  }, 60_000)

  test(`${ROUNDS} seeded mutations decode to a value or fail with KAFKA_PROTOCOL (SEED=${seed})`, () => {
    const random = new Random(seed)
    const others: string[] = []
    let values = 0
    for (let round = 0; round < ROUNDS; round++) {
      const target = random.pick(targets)
      const bytes = mutate(target.bytes, random.pick(targets).bytes, random)
      const outcome = attempt(target, bytes)
      if (outcome === 'value') values++
      else if (!allowed(target, outcome)) others.push(`${target.label} ${bytes.toString('hex')}: ${outcome}`)
    }
    expect(others.slice(0, 5)).toEqual([])
    expect(values / ROUNDS).toBeGreaterThan(0.1)
    expect(values / ROUNDS).toBeLessThan(0.9)
  }, 3_600_000)
})

function allowed({ label }: Target, outcome: string): boolean {
  return outcome === 'KAFKA_PROTOCOL' || (outcome === 'KAFKA_UNSUPPORTED_VERSION' && label.endsWith('behind its version'))
}

/**
 * `value`, the code of the error, or what went wrong. What can be read can be written, unless
 * repairing its UTF-8 made a string too long.
 */
function attempt({ decode, encode }: Target, bytes: Uint8Array): string {
  let value: unknown
  try {
    value = decode(bytes)
  } catch (error) {
    return isKafkaError(error) ? error.code : `${error}`
  }
  try {
    encode?.(value)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_ENCODE') || !error.message.includes('is a string of')) return `encoding it again: ${error}`
  }
  return 'value'
}
