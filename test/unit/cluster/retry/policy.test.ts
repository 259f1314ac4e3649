import { expect, test } from 'vitest'
import { isPlanned, isTransportFailure, remedyFor } from '../../../../src/cluster/retry/policy.ts'
import { type CloseReason, KafkaError } from '../../../../src/errors.ts'

const ended = (reason: CloseReason): KafkaError =>
  new KafkaError('KAFKA_CONNECTION_CLOSED', 'the connection has ended', { reason, delivery: 'not-sent', retriable: true })

test.each(['abandoned', 'idle', 'shutdown', 'superseded', 'evicted', 'authentication'] as const)(
  'a connection that ended as planned, because of %s, says nothing against its broker, and its request is sent again at once',
  reason => {
    expect(isPlanned(reason)).toBe(true)
    expect(isTransportFailure(ended(reason))).toBe(false)
    expect(remedyFor(ended(reason), () => false)).toBe('at-once')
  }
)

test.each(['broken', 'timeout', 'protocol', 'out-of-sync'] as const)(
  'a connection that ended because of %s speaks against its broker, and its request waits before it is sent again',
  reason => {
    expect(isPlanned(reason)).toBe(false)
    expect(isTransportFailure(ended(reason))).toBe(true)
    expect(remedyFor(ended(reason), () => false)).toBe('pause')
  }
)
