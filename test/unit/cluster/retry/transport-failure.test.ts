import { expect, test } from 'vitest'
import { isPlanned, isPlannedEnd, isTransportFailure } from '../../../../src/cluster/retry/transport-failure.ts'
import { type CloseReason, KafkaError } from '../../../../src/errors.ts'

const ended = (reason: CloseReason): KafkaError =>
  new KafkaError('KAFKA_CONNECTION_CLOSED', 'the connection has ended', { reason, delivery: 'not-sent' })

test.each(['abandoned', 'idle', 'shutdown', 'superseded', 'evicted', 'authentication'] as const)(
  'a connection that was closed because of %s was closed on purpose, which is no failure of its broker',
  reason => {
    expect(isPlanned(reason)).toBe(true)
    expect(isPlannedEnd(ended(reason))).toBe(true)
    expect(isTransportFailure(ended(reason))).toBe(false)
  }
)

test.each(['broken', 'timeout', 'protocol', 'out-of-sync'] as const)(
  'a connection that ended because of %s is a failure of its broker',
  reason => {
    expect(isPlanned(reason)).toBe(false)
    expect(isPlannedEnd(ended(reason))).toBe(false)
    expect(isTransportFailure(ended(reason))).toBe(true)
  }
)

test('a timeout is a failure of the broker only while a connection is opened', () => {
  const timeout = (phase: 'dial' | 'queue' | 'response'): KafkaError =>
    new KafkaError('KAFKA_TIMEOUT', 'too late', { phase, timeoutMs: 1, delivery: 'not-sent' })
  expect(isTransportFailure(timeout('dial'))).toBe(true)
  expect(isTransportFailure(timeout('queue'))).toBe(false)
  expect(isTransportFailure(timeout('response'))).toBe(false)
})
