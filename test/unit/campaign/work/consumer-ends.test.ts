import { expect, test } from 'vitest'
import { errorCodes, KafkaError } from '../../../../src/index.ts'
import { mayEndConsumer } from '../../../campaign/work/consumer-ends.ts'

const late = new KafkaError('KAFKA_TIMEOUT', 'late', { phase: 'response', timeoutMs: 1 })

test('a consumer may end because its time is over only if outages may last longer than calls', () => {
  expect(mayEndConsumer(late, true)).toBe(true)
  expect(mayEndConsumer(late, false)).toBe(false)
  expect(mayEndConsumer(new Error('no'), true)).toBe(false)
})

test('a consumer may end because of a refused certificate, or an answer to ListOffsets that is not complete', () => {
  const refused = (retriable: boolean): KafkaError => new KafkaError('KAFKA_CONNECT', 'refused', { phase: 'tls', retriable })
  expect(mayEndConsumer(refused(false), false)).toBe(true)
  expect(mayEndConsumer(refused(true), false)).toBe(false)
  expect(mayEndConsumer(new KafkaError('KAFKA_PROTOCOL', 'incomplete', { api: 'ListOffsets' }), false)).toBe(true)
  expect(mayEndConsumer(new KafkaError('KAFKA_PROTOCOL', 'incomplete', { api: 'Fetch' }), false)).toBe(false)
})

test('a consumer may end because its look-up of offsets failed, or because an answer at the opening was not that of Kafka', () => {
  const reset = (api: string): KafkaError => new KafkaError('KAFKA_CONNECTION_CLOSED', 'reset', { api, reason: 'broken' })
  expect(mayEndConsumer(reset('ListOffsets'), false)).toBe(true)
  expect(mayEndConsumer(reset('Fetch'), false)).toBe(false)
  expect(mayEndConsumer(new KafkaError('KAFKA_CIRCUIT_OPEN', 'not dialled', { retryAfterMs: 1 }), false)).toBe(true)
  const unknown = { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorName: 'UNKNOWN_TOPIC_OR_PARTITION', path: '', retriable: true }
  expect(mayEndConsumer(new KafkaError('KAFKA_BROKER', 'no', { ...unknown, api: 'Metadata' }), true)).toBe(true)
  expect(mayEndConsumer(new KafkaError('KAFKA_BROKER', 'no', { ...unknown, api: 'Metadata' }), false)).toBe(false)
  expect(mayEndConsumer(new KafkaError('KAFKA_BROKER', 'no', { ...unknown, api: 'Fetch' }), false)).toBe(false)
  const leaderless = (path: string, retriable = true): KafkaError =>
    new KafkaError('KAFKA_BROKER', 'no', { errorCode: errorCodes.LEADER_NOT_AVAILABLE, errorName: 'LEADER_NOT_AVAILABLE', path, retriable })
  expect(mayEndConsumer(leaderless('topics[0].partitions[0].errorCode'), false)).toBe(true)
  expect(mayEndConsumer(leaderless('responses[0].partitions[0].errorCode'), false)).toBe(false)
  expect(mayEndConsumer(leaderless('topics[0].partitions[0].errorCode', false), false)).toBe(false)
  const lateOffsets = new KafkaError('KAFKA_TIMEOUT', 'late', { phase: 'response', timeoutMs: 1, api: 'ListOffsets' })
  expect(mayEndConsumer(lateOffsets, false)).toBe(false)
  expect(mayEndConsumer(new KafkaError('KAFKA_PROTOCOL', 'wrong id', { api: 'ApiVersions' }), false)).toBe(true)
})
