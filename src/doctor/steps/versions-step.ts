import { apiKeys } from '../../index.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'
import { likelyBroker, namedRanges, rangesIn } from '../probe/likely-broker.ts'
import type { Means } from './means.ts'
import type { ServerState } from './server-state.ts'
import { StepFailed } from './step-failed.ts'

// Without these no client can work: an API, and its first version that is enough. Record batches,
// which this driver writes and reads, need Kafka 0.11.
const NEEDED: readonly (readonly [key: number, from: number])[] = [
  [apiKeys.Metadata, 0],
  [apiKeys.Produce, 3],
  [apiKeys.Fetch, 4],
  [apiKeys.ListOffsets, 0],
  [apiKeys.FindCoordinator, 0]
]
// APIs of clients that not every broker has. Those between brokers are left out.
const OFTEN_USED: readonly number[] = [
  apiKeys.OffsetCommit,
  apiKeys.JoinGroup,
  apiKeys.InitProducerId,
  apiKeys.AddPartitionsToTxn,
  apiKeys.CreateTopics,
  apiKeys.DeleteTopics,
  apiKeys.DeleteRecords,
  apiKeys.OffsetDelete,
  apiKeys.DescribeConfigs,
  apiKeys.IncrementalAlterConfigs,
  apiKeys.CreateAcls,
  apiKeys.DescribeCluster,
  apiKeys.DescribeTransactions,
  apiKeys.DescribeTopicPartitions,
  apiKeys.ConsumerGroupHeartbeat,
  apiKeys.ShareGroupHeartbeat
]
const SHOWN = 4

/** Compares the versions of the broker with those of this driver. */
export function checkVersions(state: ServerState, { notebook }: Means): void {
  const answer = state.firstBytes?.versions
  if (answer === undefined) return
  const ranges = rangesIn(answer)
  const kind = likelyBroker(ranges)
  state.likelyBroker = kind
  state.versions = namedRanges(ranges)
  const { subject } = state
  for (const [key, from] of NEEDED) {
    const info = apiInfos.findLast(each => each.key === key)
    const range = ranges.get(key)
    if (info === undefined) continue
    const first = Math.max(from, info.minVersion)
    const ours = `${first} to ${info.maxVersion}`
    if (range === undefined)
      throw new StepFailed('api-versions', `${info.name} is missing`, {
        cause: `${subject} does not offer ${info.name}, which every client needs: it is ${kind}.`,
        remedy:
          'On this machine: connect to a broker; this may be a controller (controller.listener.names) or a proxy. Or use another service.'
      })
    if (range[1] < first)
      throw new StepFailed('api-versions', `${info.name} ${range[0]}-${range[1]}, too old`, {
        cause: `${subject} is too old: it has ${info.name} up to version ${range[1]}, and this client needs ${ours}.`,
        remedy: 'On the broker: upgrade Kafka to 0.11 or newer. Or on this machine: use an older client.'
      })
    if (range[0] > info.maxVersion)
      throw new StepFailed('api-versions', `${info.name} ${range[0]}-${range[1]}, too new`, {
        cause: `${subject} is too new: it has ${info.name} from version ${range[0]} on, and this client needs ${ours}.`,
        remedy: 'On this machine: upgrade kafkawire.'
      })
  }
  const missing = apiInfos.filter(({ key }) => OFTEN_USED.includes(key) && !ranges.has(key)).map(({ name }) => name)
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : ''
  const without = missing.length === 0 ? '' : `, without ${missing.slice(0, SHOWN).join(', ')}${more}`
  notebook.ok('api-versions', subject, `${kind}, ${ranges.size} APIs${without}`)
}
