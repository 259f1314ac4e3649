import { now } from '../../clock.ts'
import { absentValues, type Connection, errorCodes, isKafkaError } from '../../index.ts'
import { DescribeQuorum } from '../../protocol/messages/describe-quorum.ts'
import { Metadata, type MetadataResponse } from '../../protocol/messages/metadata.ts'
import { messageOf } from '../../type-checks.ts'
import type { Means } from './means.ts'

const OPERATIONS_SINCE = 8 // KIP-430
const QUORUM_TIMES_SINCE = 1
const QUORUM_TOPIC = '__cluster_metadata'
const MAX_SKEW_MS = 30_000

/** What a broker says of its cluster. */
export interface ClusterView {
  readonly metadata: MetadataResponse
  /**
   * How far the clock of the cluster is before that of this machine. Undefined: it is not known.
   */
  readonly clockSkewMs: number | undefined
}

/** Asks for the cluster and its topics. Returns undefined if the broker does not tell. */
export async function readCluster(connection: Connection, subject: string, means: Means): Promise<ClusterView | undefined> {
  const { options, notebook } = means
  const beganMs = now()
  try {
    const tellsOperations = (connection.versions.of(Metadata)?.max ?? 0) >= OPERATIONS_SINCE
    const metadata = await connection.send(Metadata, {
      topics: options.topics.map(name => ({ name })),
      allowAutoTopicCreation: false,
      ...(tellsOperations ? { includeTopicAuthorizedOperations: true } : {})
    })
    const { clusterId, controllerId, brokers } = metadata
    const controller = controllerId === absentValues.NO_CONTROLLER_ID ? 'no controller' : `controller ${controllerId}`
    const names = brokers.map(({ nodeId }) => nodeId).toSorted((a, b) => a - b)
    const text = `cluster ${clusterId ?? 'without an id'}, ${brokers.length} ${brokers.length === 1 ? 'broker' : 'brokers'} (${names.join(', ')}), ${controller}`
    notebook.ok('metadata', subject, text, now() - beganMs)
    if (brokers.length === 0)
      notebook.failed('metadata', subject, 'no broker is listed', {
        cause: `${subject} lists no broker in its metadata.`,
        remedy: 'On the broker: wait until it has joined its cluster, and check its log; a controller alone serves no clients.'
      })
    return { metadata, clockSkewMs: await clockSkew(connection, subject, means) }
  } catch (error) {
    options.signal.throwIfAborted()
    if (!isKafkaError(error)) throw error
    notebook.failed('metadata', subject, messageOf(error), {
      cause: `${subject} does not answer Metadata: ${error.message.replace(/\.$/, '')}.`,
      remedy: 'On the broker: check its log at this moment. On this machine: check whether the listener wants SASL.'
    })
    return undefined
  }
}

// The leader of the metadata quorum says until when it is up to date, which is its own present
// time.
async function clockSkew(connection: Connection, subject: string, { notebook, options }: Means): Promise<number | undefined> {
  if ((connection.versions.of(DescribeQuorum)?.max ?? 0) < QUORUM_TIMES_SINCE) return undefined
  try {
    const beganMs = Date.now()
    const { topics = [] } = await connection.send(DescribeQuorum, {
      topics: [{ topicName: QUORUM_TOPIC, partitions: [{ partitionIndex: 0 }] }]
    })
    const [partition] = topics[0]?.partitions ?? []
    if (partition === undefined || partition.errorCode !== errorCodes.NONE) return undefined
    const leader = partition.currentVoters.find(({ replicaId }) => replicaId === partition.leaderId)
    const brokerMs = Number(leader?.lastCaughtUpTimestamp ?? -1n)
    if (brokerMs <= 0) return undefined
    const skewMs = Math.round(brokerMs - (beganMs + Date.now()) / 2)
    if (Math.abs(skewMs) > MAX_SKEW_MS)
      notebook.warning('metadata', subject, `clocks differ by ${Math.round(Math.abs(skewMs) / 1_000)} s`, {
        cause: `The clock of this machine is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? 'behind' : 'before'} the one of the cluster: tokens and certificates may be refused.`,
        remedy: 'On this machine and on the brokers: synchronise the clocks (NTP).'
      })
    return skewMs
  } catch (error) {
    options.signal.throwIfAborted()
    if (!isKafkaError(error)) throw error
    return undefined // a user without permission, or a broker that does not know it
  }
}
