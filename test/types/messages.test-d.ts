import { acks } from 'kafkawire'
import {
  type Api,
  type ApiInfo,
  ApiVersions,
  type ApiVersionsRequest,
  apiByKey,
  apis,
  ConsumerProtocolAssignment,
  type CreateAclsRequest,
  type CreateTopicsRequest,
  type Data,
  type Decoded,
  DeleteTopics,
  decodeData,
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  decodeVersioned,
  encodeData,
  encodeRequest,
  encodeRequestHeader,
  encodeResponse,
  Fetch,
  type FetchRequest,
  type FetchRequestTopic,
  type FetchResponse,
  type FindCoordinatorRequest,
  InitProducerId,
  type InitProducerIdRequest,
  type ListOffsetsRequest,
  Metadata,
  type MetadataRequest,
  type MetadataResponse,
  Produce,
  type ProduceRequest,
  type ProduceRequestTopicProduceData,
  type ProduceResponse,
  payloads,
  type UnknownTags
} from 'kafkawire/messages'
import { Fetch as FetchAlone } from 'kafkawire/messages/fetch'
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'

// An API is a value that knows its request and its response.
expectType<Api<FetchRequest, FetchResponse>>(Fetch)
expectType<Api<FetchRequest, FetchResponse>>(FetchAlone)
expectAssignable<ApiInfo>(Fetch)
expectType<string>(Fetch.name)
expectType<number>(Fetch.key)
expectType<Api<unknown, unknown> | undefined>(apiByKey(18))
expectType<readonly Api<unknown, unknown>[]>(apis)
expectType<readonly Data<unknown>[]>(payloads)

// A field is required if every version has it and neither Kafka nor this driver has a default for
// it.
const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }
expectAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1, topics: [] })
expectAssignable<FetchRequest>({ topics: [] })
expectNotAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1 })
expectAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1, topics: [{ topic: 'orders', partitions: [partition] }] })
expectAssignable<FetchRequest>({ topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n }] }] })
expectNotAssignable<FetchRequest>({ topics: [{ topic: 'orders', partitions: [{ partition: 0 }] }] })
expectAssignable<FetchRequestTopic>({ partitions: [] })
expectNotAssignable<FetchRequestTopic>({ topic: 'orders' })
expectAssignable<MetadataRequest>({ topics: null })
expectNotAssignable<MetadataRequest>({})
expectAssignable<ApiVersionsRequest>({})

// Fields that Kafka's own client always fills in the same way have that value as their default.
expectAssignable<ProduceRequest>({ acks: -1, topicData: [] })
expectNotAssignable<ProduceRequest>({ topicData: [] })
expectAssignable<CreateTopicsRequest>({ topics: [{ name: 'orders' }] })
expectAssignable<CreateTopicsRequest>({ topics: [{ name: 'orders', numPartitions: 3, configs: undefined }] })
expectNotAssignable<CreateTopicsRequest>({ topics: [{ numPartitions: 3 }] })
expectAssignable<ListOffsetsRequest>({ topics: [] })
expectAssignable<InitProducerIdRequest>({})
expectAssignable<Decoded<CreateTopicsRequest>['topics'][number]['assignments']>([])

// A field is optional if some version lacks it or if it has a default. `undefined` means the same
// as leaving it out.
expectAssignable<MetadataRequest>({ topics: null, allowAutoTopicCreation: true })
expectAssignable<MetadataRequest>({ topics: null, allowAutoTopicCreation: undefined })
expectNotAssignable<MetadataRequest>({ topics: undefined })
expectAssignable<ApiVersionsRequest>({ clientSoftwareName: undefined })
expectAssignable<ProduceRequest>({ transactionalId: null, acks: -1, timeoutMs: 1, topicData: [] })
expectAssignable<ProduceRequest>({ transactionalId: undefined, acks: -1, timeoutMs: 1, topicData: [] })
expectNotAssignable<ProduceRequest>({ transactionalId: 5, acks: -1, timeoutMs: 1, topicData: [] })

// The type of a closed set is the union of its values: another value does not compile.
expectAssignable<ProduceRequest>({ acks: acks.ALL, topicData: [] })
expectAssignable<ProduceRequest>({ acks: 0, topicData: [] })
expectNotAssignable<ProduceRequest>({ acks: 'all', topicData: [] })
expectNotAssignable<ProduceRequest>({ acks: 2, topicData: [] })
expectError(encodeRequest(Produce, 9, { acks: 2, topicData: [] }))
expectError(encodeRequest(Fetch, 12, { isolationLevel: 2, topics: [] }))
expectType<-1 | 0 | 1>({} as ProduceRequest['acks'])
expectType<0 | 1 | undefined>({} as FetchRequest['isolationLevel'])
expectType<0 | 1 | undefined>({} as ListOffsetsRequest['isolationLevel'])
expectType<0 | 1 | 2 | undefined>({} as FindCoordinatorRequest['keyType'])
const chosen = { acks: acks.LEADER, topicData: [] } // a named constant keeps its type in a variable
expectAssignable<ProduceRequest>(chosen)
expectType<number>({} as ProduceResponse['responses'][number]['partitionResponses'][number]['errorCode']) // sets of responses are open
expectType<number>({} as CreateAclsRequest['creations'][number]['operation']) // newer brokers know more operations

// A field is null only where the protocol allows null.
expectAssignable<MetadataRequest>({ topics: [{ name: null, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }] })
expectNotAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1, topics: null })
expectNotAssignable<FetchRequestTopic>({ topic: null, partitions: [] })

// int64 is always bigint; smaller integers are numbers.
expectAssignable<FetchRequestTopic>({ partitions: [{ ...partition, fetchOffset: 5n }] })
expectNotAssignable<FetchRequestTopic>({ partitions: [{ ...partition, fetchOffset: 5 }] })
expectNotAssignable<FetchRequestTopic>({ partitions: [{ ...partition, partition: 5n }] })

// A field of bytes takes any Uint8Array, and a request may be read-only.
expectAssignable<ProduceRequestTopicProduceData>({ partitionData: [{ index: 0, records: new Uint8Array() }] })
expectAssignable<ProduceRequestTopicProduceData>({ partitionData: [{ index: 0, records: Buffer.alloc(1) }] as const })
expectAssignable<ProduceRequestTopicProduceData>({ partitionData: [{ index: 0, records: null }] })
expectNotAssignable<ProduceRequestTopicProduceData>({ partitionData: [{ index: 0, records: 'text' }] })

// Every struct may have unknown tagged fields.
expectAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1, topics: [], unknownTags: new Map([[9, new Uint8Array()]]) })
expectNotAssignable<FetchRequest>({ maxWaitMs: 1, minBytes: 1, topics: [], unknownTags: new Map([['9', new Uint8Array()]]) })
expectAssignable<UnknownTags>({} as FetchRequest)

// A field that does not exist is an error.
expectError(encodeRequest(Metadata, 1, { topics: null, topicz: [] }))
expectError(encodeRequest(Metadata, 1, { topics: [{ nam: 'orders' }] }))
expectType<Uint8Array>(encodeRequest(Metadata, 1, { topics: [{ name: 'orders' }] }))
expectType<Uint8Array>(encodeRequest(DeleteTopics, 1, { topicNames: ['orders'] }))
expectError(encodeRequest(DeleteTopics, 1, { topicNames: 'orders' }))
expectType<Uint8Array>(encodeRequest(DeleteTopics, 1, { topicNames: ['orders'], timeoutMs: 1_000 }))
expectError(encodeRequest(Metadata, '1', { topics: null }))

// A decoded message has every field.
const produced = decodeRequest(Produce, 9, new Uint8Array())
expectType<Decoded<ProduceRequest>>(produced)
expectType<string | null>(produced.transactionalId)
expectType<-1 | 0 | 1>(produced.acks)
expectType<string>((produced.topicData[0] as (typeof produced.topicData)[number]).name)
expectType<string>((produced.topicData[0] as (typeof produced.topicData)[number]).topicId)
expectType<Map<number, Uint8Array> | undefined>(produced.unknownTags)
expectNotAssignable<Decoded<ProduceRequest>>({ acks: 1, timeoutMs: 1, topicData: [] })
expectAssignable<Decoded<ProduceRequest>>({ transactionalId: null, acks: 1, timeoutMs: 1, topicData: [] })
expectNotAssignable<Decoded<ProduceRequest>>({ transactionalId: undefined, acks: 1, timeoutMs: 1, topicData: [] })
expectAssignable<ProduceRequest>(produced) // a decoded message can be encoded again

const fetched = decodeResponse(Fetch, 18, new Uint8Array())
expectType<Decoded<FetchResponse>>(fetched)
expectType<number>(fetched.throttleTimeMs)
for (const { partitions, topicId } of fetched.responses) {
  expectType<string>(topicId)
  for (const each of partitions) {
    expectType<bigint>(each.highWatermark)
    expectType<bigint>(each.lastStableOffset)
    expectType<Uint8Array | null>(each.records)
    expectType<number>(each.currentLeader.leaderEpoch)
    expectType<bigint[] | undefined>(each.abortedTransactions?.map(({ producerId }) => producerId))
  }
}
expectAssignable<FetchResponse>(fetched)
expectType<Decoded<MetadataResponse>['brokers'][number]['rack']>(null as string | null)

// A response needs its required fields only.
expectType<Uint8Array>(encodeResponse(ApiVersions, 3, { errorCode: 0, apiKeys: [] }))
expectError(encodeResponse(ApiVersions, 3, { apiKeys: [] }))
expectType<Uint8Array>(encodeResponse(InitProducerId, 4, { errorCode: 0, producerEpoch: 0 })) // throttleTimeMs is 0 by default

// Headers and data messages.
expectType<Uint8Array>(encodeRequestHeader({ apiKey: 3, apiVersion: 1, correlationId: 7 }))
expectType<Uint8Array>(encodeRequestHeader({ apiKey: 3, apiVersion: 1, correlationId: 7, clientId: undefined }))
expectError(encodeRequestHeader({ apiKey: 3, apiVersion: 1 }))
expectType<number>(decodeRequestHeader(new Uint8Array()).byteLength)
const assignment = { assignedPartitions: [{ topic: 'orders', partitions: [0] }], userData: null }
expectType<Uint8Array>(encodeData(ConsumerProtocolAssignment, 1, assignment))
expectType<number>(decodeVersioned(ConsumerProtocolAssignment, new Uint8Array()).version)
expectType<Uint8Array | null>(decodeData(ConsumerProtocolAssignment, 1, new Uint8Array()).userData)
