import { expect, test } from 'vitest'
import { KafkaError } from '../../../../src/index.ts'
import { mayEndConsumer } from '../../../campaign/work/consumer-ends.ts'

const late = new KafkaError('KAFKA_TIMEOUT', 'late', { phase: 'response', timeoutMs: 1 })

test('a consumer may end because its time is over only if the process was held up', () => {
  expect(mayEndConsumer(late, true)).toBe(true)
  expect(mayEndConsumer(late, false)).toBe(false)
  expect(mayEndConsumer(new Error('no'), true)).toBe(false)
})
