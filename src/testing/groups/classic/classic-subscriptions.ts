import { decodeVersioned } from '../../../protocol/message-codec.ts'
import { ConsumerProtocolSubscription } from '../../../protocol/messages/consumer-protocol-subscription.ts'
import type { ClassicMember } from './classic-member.ts'

/** The protocol type of groups of consumers. */
export const CONSUMER_PROTOCOL = 'consumer'

/**
 * The topics to which the members of a group of consumers subscribe. Undefined if the group has
 * other members, or if what they say of themselves cannot be read.
 */
export function subscribedTopics(
  members: readonly ClassicMember[],
  protocolType: string | undefined,
  protocolName: string | undefined
): ReadonlySet<string> | undefined {
  if (protocolType !== CONSUMER_PROTOCOL) return undefined
  try {
    const metadata = members.map(member => member.metadata(protocolName))
    return new Set(metadata.flatMap(bytes => decodeVersioned(ConsumerProtocolSubscription, bytes).message.topics))
  } catch {
    return undefined
  }
}
