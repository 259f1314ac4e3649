import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'
import {
  type Broker,
  type Closed,
  type CloseReason,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  connect,
  type Features,
  isKafkaError,
  type RequestTrace,
  type SendOptions,
  type VersionRange
} from '../../dist/index.js'
import { type Decoded, Fetch, Metadata, type MetadataResponse, Produce } from '../../dist/messages.js'

declare const connection: Connection

// The options of connect.
expectType<Promise<Connection>>(connect({ host: 'a' }))
expectAssignable<ConnectionOptions>({ host: 'a:9092', port: 1, clientId: 'c', timeouts: { connectMs: 1, requestMs: Infinity } })
expectAssignable<ConnectionOptions>({ host: 'a', port: undefined, timeouts: { connectMs: undefined }, limits: undefined, dial: undefined })
expectAssignable<ConnectionOptions>({ host: 'a', limits: { maxFrameBytes: 1, maxInFlight: 1, maxQueuedBytes: 1 } })
expectNotAssignable<ConnectionOptions>({})
expectNotAssignable<ConnectionOptions>({ host: 'a', port: '9092' })
expectNotAssignable<ConnectionOptions>({ host: 'a', clientId: null })
expectError(connect({ host: 'a', hosts: ['b'] }))
expectError(connect({ host: 'a', timeouts: { connect: 1 } }))
expectError(connect({ host: 'a', limits: { maxInflight: 1 } }))

// send infers request and response from the API.
expectType<Promise<Decoded<MetadataResponse>>>(connection.send(Metadata, { topics: null }))
expectType<string | null>((await connection.send(Metadata, { topics: null })).clusterId)
expectType<bigint | undefined>(
  (await connection.send(Fetch, { maxWaitMs: 1, minBytes: 1, topics: [] })).responses[0]?.partitions[0]?.highWatermark
)
expectError(connection.send(Metadata, {}))
expectError(connection.send(Metadata, { topics: [{ name: 1 }] }))
expectError(connection.send(Metadata, { topics: null, allTopics: true }))
expectError(connection.send('Metadata', { topics: null }))

// send has these four options and no others.
expectType<AbortSignal | undefined>({} as SendOptions['signal'])
expectType<number | undefined>({} as SendOptions['timeoutMs'])
expectType<'signal' | 'timeoutMs' | 'version' | 'maxVersion'>({} as keyof SendOptions)
expectError(connection.send(Metadata, { topics: null }, { timeout: 5 }))
expectError(connection.send(Metadata, { topics: null }, { to: 'any' }))

// post resolves with nothing, forward with bytes.
expectType<Promise<void>>(connection.post(Produce, { acks: 0, timeoutMs: 1, topicData: [] }))
expectType<Promise<{ readonly body: Uint8Array; readonly throttleTimeMs: number }>>(
  connection.forward({ key: 3, version: 0, body: new Uint8Array(4) })
)
expectError(connection.forward({ key: 3, version: 0, body: 'text' }))

// The properties of a connection.
expectType<'open' | 'draining' | 'closed'>(connection.state)
expectType<Promise<Closed>>(connection.closed)
expectType<CloseReason>((await connection.closed).reason)
expectType<unknown>((await connection.closed).cause)
expectType<Broker>(connection.broker)
expectType<string | undefined>(connection.broker.address)
expectType<VersionRange | undefined>(connection.versions.of(Fetch))
expectType<Features>(connection.features)
expectError(connection.features.set('a', { min: 1, max: 1 }))
expectError((connection.state = 'closed'))

// Back-pressure.
expectType<boolean>(connection.writable)
expectType<Promise<void>>(connection.drained())
expectError((connection.writable = true))

// The events of the diagnostics channels.
declare const event: ConnectionEvent
expectType<'open' | 'close'>(event.event)
if (event.event === 'open') expectType<number>(event.connectMs)
if (event.event === 'close') expectType<CloseReason>(event.reason)
expectError(event.reason)
declare const trace: RequestTrace
expectType<string>(trace.api)
expectType<number>(trace.correlationId)
expectType<number>(trace.requestBytes)
expectType<number | undefined>(trace.waitMs)
expectType<unknown>(trace.error)
expectType<bigint | undefined>(trace.topics?.[0]?.partitions[0]?.offset)
expectError((trace.recordCount = 1))
expectError((trace.api = 'Fetch'))

// Closing a connection.
expectType<Promise<void>>(connection.close())
expectType<Promise<void>>(connection.close({ timeoutMs: 1 }))
expectAssignable<AsyncDisposable>(connection)
expectError(connection.close({ timeout: 1 }))

// A check of the code gives the error's fields.
declare const caught: unknown
if (isKafkaError(caught, 'KAFKA_CONNECTION_CLOSED')) {
  expectType<CloseReason>(caught.reason)
  expectError(caught.phase)
}
if (isKafkaError(caught, 'KAFKA_TIMEOUT')) expectType<number>(caught.timeoutMs)
if (isKafkaError(caught, 'KAFKA_QUEUE_FULL')) expectType<number>(caught.queuedBytes)
