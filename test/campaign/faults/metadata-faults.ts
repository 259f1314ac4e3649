import { absentValues, errorCodes, ZERO_UUID } from 'kafkawire'
import { Metadata, type MetadataResponse } from 'kafkawire/messages'
import { again } from '../work/again.ts'
import { moveLeaders } from './broker-faults.ts'
import { CLIENT_ID, type FaultKind, type Target } from './fault.ts'

const ABSENT_NODE_ID = 99
const MAX_BACK = 3
const AHEAD = 100

type PartitionOf = MetadataResponse['topics'][number]['partitions'][number]

/** Metadata says that partitions have no leader. */
export const offlinePartitions: FaultKind = target =>
  onPartitions(target, each => ({ ...each, errorCode: errorCodes.LEADER_NOT_AVAILABLE, leaderId: absentValues.NO_LEADER_ID }))

/** Metadata names a leader that is not among the brokers. */
export const absentLeader: FaultKind = target => onPartitions(target, each => ({ ...each, leaderId: ABSENT_NODE_ID }))

/** One broker, or all of them, have old metadata: leaders of earlier epochs. */
export const oldEpochs: FaultKind = target => {
  const { kafka, random } = target
  const back = 1 + random.below(MAX_BACK)
  const { nodeId } = random.pick(kafka.brokers)
  const onlyBy = random.once(2) ? random.pick(kafka.brokers).nodeId : undefined
  return onPartitions(target, each => ({ ...each, leaderId: nodeId, leaderEpoch: Math.max(0, (each.leaderEpoch ?? 0) - back) }), onlyBy)
}

/**
 * Brokers have old metadata now and then: a topic that was created again has its earlier id, so that
 * the ids go back and forth.
 */
export const oldTopicIds: FaultKind = async target => {
  const { observer, random } = target
  const { topics } = await again(() => observer.send(Metadata, { topics: null }))
  const ids = new Map(topics.map(({ name, topicId }) => [name, topicId]))
  return onMetadata(target, answer => {
    if (random.once(2)) return answer
    return {
      ...answer,
      topics: answer.topics.map(topic => ({ ...topic, topicId: ids.get(topic.name ?? '') ?? topic.topicId ?? ZERO_UUID }))
    }
  })
}

/**
 * Leader epochs go back for good, and partitions get other leaders then: as when an unclean election
 * is undone, or the log of the controllers is restored.
 */
export const rewoundEpochs: FaultKind = target => {
  const end = onPartitions(target, each => ({ ...each, leaderEpoch: (each.leaderEpoch ?? 0) + AHEAD }))
  void moveLeaders(target)
  return () => {
    end()
    void moveLeaders(target)
  }
}

/** There is no controller: Metadata names none, and no broker acts as one. */
export const noController: FaultKind = ({ kafka }) => {
  const ends = ['CreateTopics', 'DeleteTopics', 'CreatePartitions', 'ElectLeaders', 'UpdateFeatures'].map(api =>
    kafka.fault({ api, clientId: CLIENT_ID, do: { error: 'NOT_CONTROLLER' } })
  )
  ends.push(onMetadata({ kafka }, answer => ({ ...answer, controllerId: absentValues.NO_CONTROLLER_ID })))
  return () => {
    for (const end of ends) end()
  }
}

function onPartitions(target: Target, change: (partition: PartitionOf) => PartitionOf, onlyBy?: number): () => void {
  const changed = (answer: MetadataResponse): MetadataResponse => ({
    ...answer,
    topics: answer.topics.map(topic => ({ ...topic, partitions: topic.partitions.map(change) }))
  })
  return onMetadata(target, changed, onlyBy)
}

function onMetadata({ kafka }: Pick<Target, 'kafka'>, change: (answer: MetadataResponse) => MetadataResponse, onlyBy?: number): () => void {
  return kafka.on(Metadata, async ({ header, nodeId }, next) => {
    const answer = await next()
    return header.clientId === CLIENT_ID && (onlyBy ?? nodeId) === nodeId ? change(answer) : answer
  })
}
