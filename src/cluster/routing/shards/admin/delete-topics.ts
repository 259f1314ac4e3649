import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../../../../protocol/messages/delete-topics.ts'
import { ZERO_UUID } from '../../../../protocol/primitives/reader.ts'
import { controller } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { toOneBroker } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

/**
 * DeleteTopics goes to the controller. Since version 6 it has topics by name or by id (KIP-516),
 * before that names. Its answer has the same form in all versions.
 */
export const deleteTopicsShards: Shards<DeleteTopicsRequest, DeleteTopicsResponse> = withTwoForms({
  newForm: toOneBroker<DeleteTopicsRequest, DeleteTopicsResponse>(controller),
  newSince: 6,
  isNew: request => (request?.topics?.length ?? 0) > 0,
  toOld,
  toNew: request => {
    const { topicNames = [], ...rest } = request ?? {}
    if (!Array.isArray(topicNames) || topicNames.length === 0) return undefined
    return { ...rest, topics: topicNames.map(name => ({ name, topicId: ZERO_UUID })) }
  }
})

function toOld({ topics = [], ...rest }: DeleteTopicsRequest): DeleteTopicsRequest[] | undefined {
  if (!isListOfStructs(topics)) return undefined
  const topicNames: string[] = []
  for (const { name } of topics) {
    // The old form has no field for a topic that is named by its id alone.
    if (name === undefined || name === null) return undefined
    topicNames.push(name)
  }
  return [{ ...rest, topicNames }]
}
