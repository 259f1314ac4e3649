import type { RecordInput } from 'kafkawire/records'

/** A message to send. Do not change its key and value until the promise of `send` has settled. */
export interface Message extends Omit<RecordInput, 'offsetDelta'> {
  readonly topic: string
  /** Default: the partition that Kafka's Java producer chooses for the key; without a key, any. */
  readonly partition?: number | undefined
}

/** A message that is not settled yet, with the functions that settle the promise of its `send`. */
export interface Pending {
  readonly message: Message
  readonly sizeBytes: number
  readonly resolve: (offset: bigint) => void
  readonly reject: (error: unknown) => void
}

const OVERHEAD_BYTES = 100 // an estimate of the memory of an entry besides its key, value and headers

/** Estimates the memory that a message takes up while it waits, in bytes. */
export function sizeOf({ key, value, headers }: Message): number {
  let sizeBytes = OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0)
  if (headers !== undefined) for (const [name, content] of headers) sizeBytes += name.length + (content?.length ?? 0)
  return sizeBytes
}
