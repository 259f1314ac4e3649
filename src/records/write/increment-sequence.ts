const MAX_SEQUENCE = 0x7fff_ffff

/** The sequence number `by` records after `sequence`: an idempotent producer's numbers go from 2³¹−1 to 0. */
export function incrementSequence(sequence: number, by: number): number {
  return sequence > MAX_SEQUENCE - by ? by - (MAX_SEQUENCE - sequence) - 1 : sequence + by
}
