import type { RecordInput } from 'kafkawire/records'

/** What to send, and where. Key and value must stay as they are until the promise of `send` has settled. */
export interface Message extends Omit<RecordInput, 'offsetDelta'> {
  readonly topic: string
  /** Unless given, that of the key as Java's producer has it; without a key, any. */
  readonly partition?: number | undefined
}

/** A message, and whoever waits to hear what became of it. */
export interface Pending {
  readonly message: Message
  readonly sizeBytes: number
  readonly resolve: (offset: bigint) => void
  readonly reject: (error: unknown) => void
}

const OVERHEAD_BYTES = 100 // about what an entry takes up besides its key, value and headers

/** About what a message takes up as long as it waits. */
export function sizeOf({ key, value, headers }: Message): number {
  let sizeBytes = OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0)
  if (headers !== undefined) for (const [name, content] of headers) sizeBytes += name.length + (content?.length ?? 0)
  return sizeBytes
}
