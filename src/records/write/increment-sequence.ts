const MAX_SEQUENCE = 0x7fff_ffff

/**
 * The sequence number that is `by` records after `sequence`. The sequence numbers of an idempotent
 * producer wrap: after 2,147,483,647 comes 0.
 */
export function incrementSequence(sequence: number, by: number): number {
  return sequence > MAX_SEQUENCE - by ? by - (MAX_SEQUENCE - sequence) - 1 : sequence + by
}
