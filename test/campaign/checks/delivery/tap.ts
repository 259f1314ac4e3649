import { errorCodes, specialOffsets } from 'kafkawire'
import { OffsetCommit, Produce, type ProduceRequest } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import type { TestingCluster } from 'kafkawire/testing'

/** What the brokers did with the identities that calls carry. */
export class Tap {
  /** What a broker received. */
  readonly received: Set<string> = new Set()
  /** What a broker may have done: it did not refuse it before it changed anything. */
  readonly done: Set<string> = new Set()

  /** Watches all brokers of a cluster. */
  constructor(kafka: TestingCluster) {
    kafka.on(Produce, async ({ message }, next) => {
      const identities = produced(message)
      for (const { text } of identities) this.received.add(text)
      const answer = await next()
      const results = new Map<string, { readonly errorCode: number; readonly baseOffset: bigint }>(
        answer.responses.flatMap(({ name = '', topicId, partitionResponses }) =>
          partitionResponses.map(result => [`${name || topicId}-${result.index}`, result] as const)
        )
      )
      for (const { text, place } of identities) {
        const result = results.get(place)
        if (result?.errorCode === errorCodes.NONE || (result?.baseOffset ?? specialOffsets.INVALID_OFFSET) >= 0n) this.done.add(text)
      }
      return answer
    })
    kafka.on(OffsetCommit, async ({ message }, next) => {
      const identities = committed(message)
      for (const text of identities) this.received.add(text)
      const answer = await next()
      const isDone = answer.topics.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode === errorCodes.NONE))
      if (isDone) for (const text of identities) this.done.add(text)
      return answer
    })
  }
}

interface Identity {
  /** What is unique to one record. */
  readonly text: string
  /** The topic and partition. */
  readonly place: string
}

/** What is unique to a request of an API; undefined for an API that the tap does not watch. */
export function identitiesOf(api: string, request: unknown): string[] | undefined {
  if (api === 'Produce') return produced(request as ProduceRequest).map(({ text }) => text)
  return api === 'OffsetCommit' ? committed(request as Parameters<typeof committed>[0]) : undefined
}

function produced({ topicData }: Pick<ProduceRequest, 'topicData'>): Identity[] {
  return topicData.flatMap(({ name, topicId, partitionData }) =>
    partitionData.flatMap(({ index, records }) => {
      const place = `${name || topicId}-${index}`
      const bytes = records instanceof Uint8Array ? records : null
      return [...readBatches(bytes)].flatMap(batch => [...batch.records()].map(({ value }) => ({ place, text: `${place} ${hex(value)}` })))
    })
  )
}

function committed({
  groupId,
  topics
}: {
  readonly groupId: string
  readonly topics: readonly { readonly partitions: readonly { readonly committedOffset: bigint }[] }[]
}): string[] {
  return topics.flatMap(({ partitions }) => partitions.map(({ committedOffset }) => `${groupId} ${committedOffset}`))
}

const hex = (value: Uint8Array | null): string => (value === null ? 'null' : Buffer.from(value).subarray(0, 16).toString('hex'))
