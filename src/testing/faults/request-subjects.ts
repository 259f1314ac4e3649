import { isRecord } from '../../options.ts'
import { coordinatorTypes, resourceTypes } from '../../protocol/codes/index.ts'
import { FindCoordinator } from '../../protocol/messages/find-coordinator.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'

// The fields of requests that list topics, groups, or structs with such lists.
const TOPIC_LISTS: ReadonlySet<string> = new Set([
  ...['topics', 'topicData', 'topicNames', 'topicPartitions', 'resources', 'v3AndBelowTopics', 'subscribedTopicNames']
])
const GROUP_LISTS: ReadonlySet<string> = new Set(['groups', 'groupIds', 'groupsNames', 'coordinatorKeys'])
const OUTER_LISTS: ReadonlySet<string> = new Set(['groups', 'transactions', 'dirs', 'markers'])

/** What faults can select requests by, besides the header. */
export type Subject = 'topic' | 'group'

/** The names of topics by their ids. */
export interface TopicNames {
  nameOf(topicId: string): string | undefined
}

/** Whether the field of a request lists topics or groups. */
export function subjectOf(field: string): Subject {
  return GROUP_LISTS.has(field) ? 'group' : 'topic'
}

/**
 * Whether a request names this topic. A Metadata request for all topics names each of them: its
 * list is null, or empty in version 0.
 */
export function namesTopic(apiKey: number, message: unknown, topic: string, topics: TopicNames): boolean {
  if (!isRecord(message)) return false
  if (apiKey === Metadata.key && !(Array.isArray(message['topics']) && message['topics'].length > 0)) return true
  return Object.entries(message).some(([field, value]) => {
    if (!Array.isArray(value)) return false
    if (TOPIC_LISTS.has(field) && value.some(entry => topicOf(entry, topics) === topic)) return true
    return OUTER_LISTS.has(field) && value.some(entry => namesTopic(apiKey, entry, topic, topics))
  })
}

/** Whether a request names this group. */
export function namesGroup(apiKey: number, message: unknown, group: string): boolean {
  if (!isRecord(message)) return false
  if (apiKey === FindCoordinator.key && message['keyType'] !== coordinatorTypes.GROUP) return false
  if (message['groupId'] === group || (apiKey === FindCoordinator.key && message['key'] === group)) return true
  return Object.entries(message).some(
    ([field, value]) => GROUP_LISTS.has(field) && Array.isArray(value) && value.some(entry => groupOf(entry) === group)
  )
}

/** The topic or group that an entry of a list names. */
export function nameOf(subject: Subject, entry: unknown, topics: TopicNames): string | undefined {
  return subject === 'group' ? groupOf(entry) : topicOf(entry, topics)
}

/** The name of the topic that an entry names, also if it has only the id. */
export function topicOf(entry: unknown, topics: TopicNames): string | undefined {
  if (typeof entry === 'string') return entry
  if (!isRecord(entry)) return undefined
  const { topicId, resourceType, resourceName } = entry
  if (resourceType !== undefined) return resourceType === resourceTypes.TOPIC ? textOf(resourceName) : undefined
  const name = textOf(entry['name']) ?? textOf(entry['topic']) ?? textOf(entry['topicName'])
  if (name !== undefined || typeof topicId !== 'string') return name
  return topics.nameOf(topicId)
}

function groupOf(entry: unknown): string | undefined {
  return isRecord(entry) ? textOf(entry['groupId']) : textOf(entry)
}

// Fields that a version lacks are empty.
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
