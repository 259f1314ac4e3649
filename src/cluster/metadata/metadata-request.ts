import type { Connection } from '../../conn/connection.ts'
import type { SendOptions } from '../../conn/requests/send-options.ts'
import type { Decoded } from '../../protocol/api.ts'
import { absentValues } from '../../protocol/codes/absent-values.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { Metadata, type MetadataResponse, type MetadataResponseTopic } from '../../protocol/messages/metadata.ts'
import type { WantedTopics } from './topics-in-use.ts'

// Versions of Metadata.
const ALLOW_AUTO_TOPIC_CREATION_SINCE = 4
const TOPIC_IDS_SINCE = 12

/**
 * Asks one broker for the brokers, the controller and the wanted topics, without creating topics.
 * If no topic is wanted, it sends an empty list, because null would ask for all topics. Names and
 * ids go in two requests, because brokers answer a request that contains ids for its ids alone
 * (KIP-516). Brokers that speak no Metadata version 12 are not asked for ids: for each id that none
 * of the named topics has, the answer has the error code UNSUPPORTED_VERSION.
 */
export async function askMetadata(
  connection: Connection,
  { names, ids }: Pick<WantedTopics, 'names' | 'ids'>,
  limits: SendOptions
): Promise<Decoded<MetadataResponse>[]> {
  const { max = 0 } = connection.versions.of(Metadata) ?? {}
  const byId = max >= TOPIC_IDS_SINCE ? ids : []
  const all = [names.map(name => ({ name })), byId.map(topicId => ({ name: null, topicId }))]
  const needed = all.filter((topics, i) => topics.length > 0 || (i === 0 && byId.length === 0))
  const allowAutoTopicCreation = max >= ALLOW_AUTO_TOPIC_CREATION_SINCE ? false : undefined
  const answers = await Promise.all(needed.map(topics => connection.send(Metadata, { topics, allowAutoTopicCreation }, limits)))
  return byId === ids ? answers : answers.map(answer => withUnsupported(answer, ids))
}

// Versions 10 and 11 give the ids of topics that are asked for by name.
function withUnsupported(answer: Decoded<MetadataResponse>, ids: readonly string[]): Decoded<MetadataResponse> {
  const found = new Set(answer.topics.map(({ topicId }) => topicId))
  return { ...answer, topics: [...answer.topics, ...ids.filter(id => !found.has(id)).map(unsupported)] }
}

function unsupported(topicId: string): Decoded<MetadataResponseTopic> {
  const { AUTHORIZED_OPERATIONS_OMITTED: topicAuthorizedOperations } = absentValues
  return { name: null, topicId, errorCode: errorCodes.UNSUPPORTED_VERSION, isInternal: false, partitions: [], topicAuthorizedOperations }
}
