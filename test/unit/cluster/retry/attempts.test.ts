import { expect, test } from 'vitest'
import { finalError, unsent } from '../../../../src/cluster/retry/attempts.ts'
import { KafkaError } from '../../../../src/errors.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'

test('the error of a request whose coordinator look-up failed says not-sent, although the look-up was answered', () => {
  const lookup = new KafkaError('KAFKA_BROKER', 'FindCoordinator', {
    errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE,
    errorName: 'X',
    path: '',
    delivery: 'answered'
  })
  expect(unsent(lookup)).toMatchObject({ code: 'KAFKA_BROKER', errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, delivery: 'not-sent' })
})

test('a final timeout names the error of the attempt before it, and has it as its cause', () => {
  const timeout = new KafkaError('KAFKA_TIMEOUT', 'no connection after 50 ms', { phase: 'dial', timeoutMs: 50, delivery: 'not-sent' })
  const before = new Error('refused')
  const final = finalError(timeout, { attempt: 2, failures: 1, nodeId: 1, error: before, openReason: undefined })
  expect(final).toMatchObject({ code: 'KAFKA_TIMEOUT', message: expect.stringContaining('refused'), cause: before, delivery: 'not-sent' })
})
