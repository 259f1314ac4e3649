import type { Connection } from '../../conn/connection.ts'
import type { SendOptions } from '../../conn/pipeline/pending-request.ts'
import type { Decoded } from '../../protocol/api.ts'
import { Metadata, type MetadataResponse } from '../../protocol/messages/metadata.ts'
import type { Wanted } from './topics-in-use.ts'

const NO_CREATION_SINCE = 4
const TOPIC_IDS_SINCE = 12

/**
 * Asks for the topics that are wanted and no others: none, said explicitly, where none are. Names and ids go in a request each, for a request
 * with any id is answered for its ids alone (KIP-516).
 */
export function askMetadata(
  connection: Connection,
  { names, ids }: Pick<Wanted, 'names' | 'ids'>,
  limits: SendOptions
): Promise<Decoded<MetadataResponse>[]> {
  const { max = 0 } = connection.versions.of(Metadata) ?? {}
  const byId = max >= TOPIC_IDS_SINCE ? ids : []
  const all = [names.map(name => ({ name })), byId.map(topicId => ({ name: null, topicId }))]
  const needed = all.filter((topics, i) => topics.length > 0 || (i === 0 && byId.length === 0))
  const allowAutoTopicCreation = max >= NO_CREATION_SINCE ? false : undefined
  return Promise.all(needed.map(topics => connection.send(Metadata, { topics, allowAutoTopicCreation }, limits)))
}
