import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../../../../protocol/messages/delete-topics.ts'
import { ZERO_UUID } from '../../../../protocol/primitives/reader.ts'
import { theController } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { whole } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

/** DeleteTopics goes to the controller: since version 6 with topics by name or by id (KIP-516), before that with names. Answers have one form. */
export const deleteTopicsShards: Shards<DeleteTopicsRequest, DeleteTopicsResponse> = withTwoForms({
  newForm: whole<DeleteTopicsRequest, DeleteTopicsResponse>(theController),
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
    // One is known by its id alone, for which the old form has no place.
    if (name === undefined || name === null) return undefined
    topicNames.push(name)
  }
  return [{ ...rest, topicNames }]
}
