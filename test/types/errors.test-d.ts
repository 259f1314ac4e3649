import {
  type CloseReason,
  type ConnectPhase,
  type Delivery,
  isKafkaError,
  KafkaError,
  type KafkaErrorCode,
  kafkaErrorCodes,
  type VersionRange
} from 'kafkawire'
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'

const caught: unknown = new Error('whatever')

if (isKafkaError(caught)) {
  expectType<KafkaError>(caught)
  expectType<KafkaErrorCode>(caught.code)
  expectType<boolean>(caught.retriable)
  expectType<Delivery | undefined>(caught.delivery)
  expectType<string>(caught.message)
  expectError(caught.phase) // only some codes have this field

  // A check of the code gives the fields.
  switch (caught.code) {
    case 'KAFKA_CONFIGURATION':
      expectType<readonly string[]>(caught.problems)
      break
    case 'KAFKA_CONNECT':
      expectType<ConnectPhase>(caught.phase)
      break
    case 'KAFKA_UNSUPPORTED_VERSION':
      expectType<VersionRange>(caught.client)
      expectType<VersionRange | undefined>(caught.server)
      break
    case 'KAFKA_ENCODE':
      expectType<string>(caught.path)
      expectError(caught.offset)
      break
    case 'KAFKA_PROTOCOL':
      expectType<number | undefined>(caught.offset)
      expectError(caught.path)
      break
    case 'KAFKA_TIMEOUT':
      expectType<number>(caught.timeoutMs)
      break
    case 'KAFKA_CONNECTION_CLOSED':
      expectType<CloseReason>(caught.reason)
      break
    case 'KAFKA_QUEUE_FULL':
      expectType<number>(caught.maxQueuedBytes)
      break
    case 'KAFKA_BROKER':
      expectType<number>(caught.errorCode)
      expectType<string>(caught.errorName)
      break
    case 'KAFKA_RECORDS':
      expectType<bigint | undefined>(caught.offset)
      break
    case 'KAFKA_NO_BROKER':
      expectType<readonly Error[]>(caught.causes)
      break
    default:
      expectAssignable<KafkaErrorCode>(caught.code)
  }
}

// isKafkaError with one code, or with several.
if (isKafkaError(caught, 'KAFKA_ENCODE')) {
  expectType<KafkaError<'KAFKA_ENCODE'>>(caught)
  expectType<'KAFKA_ENCODE'>(caught.code)
  expectType<string>(caught.path)
}
if (isKafkaError(caught, 'KAFKA_TIMEOUT', 'KAFKA_CONNECTION_CLOSED')) {
  expectType<'KAFKA_TIMEOUT' | 'KAFKA_CONNECTION_CLOSED'>(caught.code)
  expectError(caught.timeoutMs)
  if (caught.code === 'KAFKA_TIMEOUT') expectType<number>(caught.timeoutMs)
}
expectError(isKafkaError(caught, 'KAFKA_ENCODING'))
expectType<boolean>(isKafkaError(caught, 'KAFKA_ENCODE'))

if (caught instanceof KafkaError) expectType<KafkaErrorCode>(caught.code)

// A KafkaError is made with the fields of its code.
expectType<KafkaError<'KAFKA_ENCODE'>>(new KafkaError('KAFKA_ENCODE', 'text', { path: 'topics' }))
expectError(new KafkaError('KAFKA_ENCODE', 'text', {}))
expectError(new KafkaError('KAFKA_ENCODE', 'text', { path: 5 }))
expectAssignable<Error>(new KafkaError('KAFKA_POOL_CLOSED', 'text', {}))
expectNotAssignable<KafkaError>(new Error('text'))
expectType<readonly KafkaErrorCode[]>(kafkaErrorCodes)
