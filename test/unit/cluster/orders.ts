import { acks, type Cluster, type ClusterOptions, connectCluster } from '../../../src/index.ts'
import type { ProduceRequest } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import type { TestingCluster } from '../../../src/testing/index.ts'

/** Pauses that take no time, for tests of retries. */
export const RETRY = { initialMs: 1, maxMs: 4 }
/** Opens a cluster on these brokers whose pauses take 1 to 4 ms. */
export const open = (kafka: TestingCluster, options: Partial<ClusterOptions> = {}): Promise<Cluster> =>
  connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 }, ...options })

/** A Produce of one record for each of these partitions of the topic 'orders'. */
export function produceTo(
  partitions: readonly number[],
  producer?: { producerId: bigint; producerEpoch: number; baseSequence: number }
): ProduceRequest {
  const partitionData = partitions.map(index => {
    const builder = batchBuilder()
    builder.append({ value: `to ${index}` })
    return { index, records: builder.build(producer) }
  })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] }
}
interface ProduceAnswer {
  readonly responses: readonly { readonly partitionResponses: readonly { readonly index: number; readonly errorCode: number }[] }[]
}

/** The error codes of an answer to Produce, by partition. */
export const errorCodesOf = ({ responses }: ProduceAnswer): number[][] =>
  responses.flatMap(({ partitionResponses }) => partitionResponses.map(({ index, errorCode }) => [index, errorCode]))
