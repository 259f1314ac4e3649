import { type Delivery, isKafkaError } from 'kafkawire'
import { type CallEntry, deliveryOf } from '../history.ts'

/** What became of one part of a split request. */
export interface Part {
  readonly nodeId: number
  readonly delivery: Delivery
}

interface Shard {
  readonly nodeId: number
  readonly error?: unknown
  readonly delivery?: Delivery
}

/** The parts of a call whose request was split, as `shards` of its error or `sendSharded` tell. */
export function partsOf({ answer, error }: CallEntry): Part[] {
  const shards = isKafkaError(error) ? error.shards : Array.isArray(answer) ? (answer as readonly Shard[]) : undefined
  return (shards ?? []).map((shard: Shard) => ({ nodeId: shard.nodeId, delivery: shard.delivery ?? ownDelivery(shard.error) }))
}

/** What is wrong between a call and its parts: the call is `not-sent` exactly if all parts are. */
export function problemOfParts(entry: CallEntry): string | undefined {
  const parts = partsOf(entry)
  const delivery = deliveryOf(entry)
  if (parts.length === 0 || delivery === undefined) return undefined
  const isUnsent = parts.every(part => part.delivery === 'not-sent')
  if (isUnsent === (delivery === 'not-sent')) return undefined
  return `failed as ${delivery}, but its parts are ${parts.map(part => part.delivery).join(', ')}`
}

function ownDelivery(error: unknown): Delivery {
  if (error === undefined) return 'answered'
  return (isKafkaError(error) ? error.delivery : undefined) ?? 'maybe-sent'
}
