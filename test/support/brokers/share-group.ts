import { type AcknowledgeType, acks, configOperations, configResourceTypes, sessionEpochs } from '../../../src/index.ts'
import {
  type Api,
  type Decoded,
  IncrementalAlterConfigs,
  Metadata,
  Produce,
  ShareAcknowledge,
  type ShareAcknowledgeRequestAcknowledgeTopic,
  type ShareAcknowledgeResponse,
  ShareFetch,
  type ShareFetchRequest,
  type ShareFetchResponse,
  ShareGroupHeartbeat
} from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { connectRaw } from './raw-client.ts'

/** Offsets from the first to the last, with one type for all or one for each. */
export type Acknowledged = readonly [firstOffset: number, lastOffset: number, ...types: AcknowledgeType[]]

/** A group that begins at the start of the topic `jobs`. */
export interface ShareSetting extends AsyncDisposable {
  readonly kafka: TestingCluster
  readonly topicId: string
  call<Req, Res>(api: Api<Req, Res>, version: number, request: Req): Promise<Decoded<Res>>
  configure(name: string, value: string): Promise<void>
  produce(records: number, partitionIndex?: number): Promise<void>
  join(memberId: string): Promise<ShareMemberClient>
}

/** A member with a connection and a share session of its own. */
export interface ShareMemberClient {
  readonly memberId: string
  fetch(more?: Partial<ShareFetchRequest>): Promise<Decoded<ShareFetchResponse>>
  /** What was acquired in partition 0: `first-last xdeliveries`. */
  acquire(more?: Partial<ShareFetchRequest>): Promise<string[]>
  acknowledge(...batches: Acknowledged[]): Promise<Decoded<ShareAcknowledgeResponse>>
  /** The error code of an acknowledgement in partition 0. */
  code(...batches: Acknowledged[]): Promise<number | undefined>
  close(): Promise<Decoded<ShareAcknowledgeResponse>>
  disconnect(): void
}

/** Starts a cluster with the topic `jobs`, and a group `workers` in a version of the APIs. */
export async function startSharing(version = 2, partitions = 1): Promise<ShareSetting> {
  const kafka = await startTestingCluster({ topics: { jobs: partitions } })
  const admin = await connectRaw(kafka.broker(1).port)
  const topicId = (await admin.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
  const setting: ShareSetting = {
    kafka,
    topicId,
    call: (api, apiVersion, request) => admin.call(api, apiVersion, request),
    async configure(name, value) {
      const configs = [{ name, configOperation: configOperations.SET, value }]
      const resources = [{ resourceType: configResourceTypes.GROUP, resourceName: 'workers', configs }]
      await admin.call(IncrementalAlterConfigs, 1, { resources, validateOnly: false })
    },
    async produce(records, index = 0) {
      const builder = batchBuilder()
      for (let i = 0; i < records; i++) builder.append({ key: null, value: `job ${i}` })
      const topicData = [{ name: 'jobs', partitionData: [{ index, records: builder.build() }] }]
      await admin.call(Produce, 12, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    },
    async join(memberId) {
      const request = { groupId: 'workers', memberId, memberEpoch: 0, subscribedTopicNames: ['jobs'] }
      await admin.call(ShareGroupHeartbeat, 1, request)
      return member(memberId, setting, version, partitions)
    },
    async [Symbol.asyncDispose]() {
      admin.socket.destroy()
      await kafka.close()
    }
  }
  await setting.configure('share.auto.offset.reset', 'earliest')
  return setting
}

async function member(memberId: string, { kafka, topicId }: ShareSetting, version: number, partitions: number): Promise<ShareMemberClient> {
  const client = await connectRaw(kafka.broker(1).port)
  let epoch: number = sessionEpochs.INITIAL
  const common = { groupId: 'workers', memberId }
  const all = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, acknowledgementBatches: [] }))
  const limits = { maxWaitMs: 0, minBytes: 1, maxBytes: 1_000_000, maxRecords: 500, batchSize: 500 }
  const self: ShareMemberClient = {
    memberId,
    fetch(more = {}) {
      const topics = epoch === sessionEpochs.INITIAL ? [{ topicId, partitions: all }] : []
      return client.call(ShareFetch, version, {
        ...common,
        ...limits,
        shareSessionEpoch: epoch++,
        topics,
        forgottenTopicsData: [],
        ...more
      })
    },
    async acquire(more) {
      const { responses } = await self.fetch(more)
      const acquired = responses.flatMap(topic => topic.partitions.flatMap(partition => partition.acquiredRecords))
      return acquired.map(({ firstOffset, lastOffset, deliveryCount }) => `${firstOffset}-${lastOffset} x${deliveryCount}`)
    },
    acknowledge(...batches) {
      return client.call(ShareAcknowledge, version, { ...common, shareSessionEpoch: epoch++, topics: acknowledgementsOf(topicId, batches) })
    },
    async code(...batches) {
      return (await self.acknowledge(...batches)).responses[0]?.partitions[0]?.errorCode
    },
    close() {
      return client.call(ShareAcknowledge, version, { ...common, shareSessionEpoch: sessionEpochs.FINAL, topics: [] })
    },
    disconnect() {
      client.socket.destroy()
    }
  }
  await self.fetch()
  return self
}

/** Acknowledgements in partition 0, as requests have them. */
export function acknowledgementsOf(topicId: string, batches: readonly Acknowledged[]): ShareAcknowledgeRequestAcknowledgeTopic[] {
  const acknowledgementBatches = batches.map(([firstOffset, lastOffset, ...acknowledgeTypes]) => {
    return { firstOffset: BigInt(firstOffset), lastOffset: BigInt(lastOffset), acknowledgeTypes }
  })
  return [{ topicId, partitions: [{ partitionIndex: 0, acknowledgementBatches }] }]
}
