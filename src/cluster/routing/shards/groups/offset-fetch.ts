import type { Decoded } from '../../../../protocol/api.ts'
import type {
  OffsetFetchRequest,
  OffsetFetchRequestGroup,
  OffsetFetchRequestTopic,
  OffsetFetchResponse,
  OffsetFetchResponseGroup
} from '../../../../protocol/messages/offset-fetch.ts'
import { ZERO_UUID } from '../../../../protocol/primitives/reader.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import { type EntryLayout, isListOfStructs } from '../message-layout.ts'
import { withTwoForms } from '../two-forms.ts'

const requestLayout: EntryLayout<OffsetFetchRequest, OffsetFetchRequestGroup> = {
  entries: ({ groups = [] }) => groups,
  withEntries: (request, groups) => ({ ...request, groups }),
  key: ({ groupId }) => groupId
}

const responseLayout: EntryLayout<Decoded<OffsetFetchResponse>, Decoded<OffsetFetchResponseGroup>> = {
  entries: response => response.groups,
  withEntries: (response, groups) => ({ ...response, groups }),
  key: ({ groupId }) => groupId
}

/**
 * OffsetFetch: each group goes to its coordinator. Since version 8 a request has a list of groups
 * (KIP-709), before that one group.
 */
export const offsetFetchShards: Shards<OffsetFetchRequest, OffsetFetchResponse> = withTwoForms({
  newForm: byCoordinator({ requestLayout, responseLayout, to: toGroup }),
  newSince: 8,
  isNew: request => (request?.groups?.length ?? 0) > 0,
  toOld,
  toNew,
  oldForm: { to: request => toGroup(request?.groupId ?? ''), code: codeOf },
  newAnswer,
  oldAnswer
})

function toOld({ groups = [], ...rest }: OffsetFetchRequest): OffsetFetchRequest[] | undefined {
  if (!isListOfStructs(groups)) return undefined
  const requests: OffsetFetchRequest[] = []
  for (const { groupId, topics = null } of groups) {
    const named = topics === null ? null : byName(topics)
    if (named === undefined) return undefined
    requests.push({ ...rest, groupId, topics: named })
  }
  return requests
}

// Undefined if a topic is named by its id alone, because the old form has no field for that.
function byName(topics: NonNullable<OffsetFetchRequestGroup['topics']>): OffsetFetchRequestTopic[] | undefined {
  if (!isListOfStructs(topics)) return undefined
  const named: OffsetFetchRequestTopic[] = []
  for (const { name, partitionIndexes } of topics) {
    if (name === undefined || name === '') return undefined
    named.push({ name, partitionIndexes })
  }
  return named
}

function toNew(request: OffsetFetchRequest): OffsetFetchRequest | undefined {
  const { groupId, topics = [], ...rest } = request ?? {}
  return groupId === undefined ? undefined : { ...rest, groups: [{ groupId, topics }] }
}

// Versions 0 and 1 have no error code for the group: there every partition has the same code.
function codeOf({ errorCode, topics }: Decoded<OffsetFetchResponse>): number {
  return errorCode !== 0 ? errorCode : (topics[0]?.partitions[0]?.errorCode ?? 0)
}

function newAnswer({ groupId = '' }: OffsetFetchRequest, response: Decoded<OffsetFetchResponse>): Decoded<OffsetFetchResponse> {
  const topics = response.topics.map(topic => ({ ...topic, topicId: ZERO_UUID }))
  return { ...response, topics: [], errorCode: 0, groups: [{ groupId, topics, errorCode: response.errorCode }] }
}

function oldAnswer(response: Decoded<OffsetFetchResponse>): Decoded<OffsetFetchResponse> {
  const [group] = response.groups
  return group === undefined ? response : { ...response, topics: group.topics, errorCode: group.errorCode, groups: [] }
}
