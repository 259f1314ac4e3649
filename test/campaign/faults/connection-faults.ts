import type { LaneFaults } from '../simulation/lane.ts'
import { NO_FAULTS } from '../simulation/lane.ts'
import type { Direction, Link } from '../simulation/link.ts'
import { type FaultKind, MISSED, type Target } from './fault.ts'

const DIRECTIONS: readonly Direction[] = ['up', 'down']
const FEW_BYTES = 400
const MAX_RESETS = 8

/** All connections are reset, or closed by FIN. */
export const reset: FaultKind = ({ network }) => cutAll(network.links, 'RST')
export const fin: FaultKind = ({ network }) => cutAll(network.links, 'FIN')

/** One connection is reset or closed after some more of its bytes, if they pass before the fault ends. */
export const cutAtByte: FaultKind = target =>
  onOneLane(target, { cutAfterBytes: target.random.below(FEW_BYTES), cutBy: target.random.once(2) ? 'FIN' : 'RST' })

/**
 * One byte changes, or some bytes come twice or in the wrong order. Kafka protects only records by a checksum, so these are
 * faults of connections with TLS.
 */
export const corrupt: FaultKind = target => onOneSecureLane(target, { corruptAfterBytes: target.random.below(FEW_BYTES) })
export const duplicate: FaultKind = target => onOneSecureLane(target, { duplicates: true })
export const reorder: FaultKind = target => onOneSecureLane(target, { reorders: true })

/** For a while, nothing that is sent by open connections and by new ones arrives, in one direction. */
export const blackHole: FaultKind = target => onAllLanes(target, { isBlackHole: true })
export const zeroWindow: FaultKind = target => onAllLanes(target, { isZeroWindow: true })
export const delay: FaultKind = target => onAllLanes(target, { delayMs: 1 + target.random.below(3_000) })
export const split: FaultKind = target => onAllLanes(target, { pieceBytes: 1 + target.random.below(20) })
export const dribble: FaultKind = target => onAllLanes(target, { pieceBytes: 8, dribbleMs: 1 + target.random.below(10) })
export const merge: FaultKind = target => onAllLanes(target, { mergeMs: 5 + target.random.below(200) })

/** All connections are reset, and so are the next ones, at their first bytes: as by a proxy that starts. */
export const resetOpenings: FaultKind = ({ network, random }) => {
  let left = 1 + random.below(MAX_RESETS)
  const cutAfterBytes = 1 + random.below(FEW_BYTES / 10)
  const strike = (link: Link): void => {
    if (left-- > 0) link.set('up', { cutAfterBytes, cutBy: 'RST' })
  }
  network.onLink.add(strike)
  cutAll(network.links, 'RST')
  return () => void network.onLink.delete(strike)
}

/** A broker reads slowly: its clients are held back. */
export const slowReader: FaultKind = target => onLanes(target, ['up'], { pieceBytes: 100, dribbleMs: 5 + target.random.below(50) })

/** One connection loses everything after some more bytes, although they were taken, and then ends. */
export const truncate: FaultKind = ({ network, random }) => {
  const { links } = network
  if (links.length === 0) return MISSED
  const link = random.pick(links)
  link.set(random.pick(DIRECTIONS), { truncateAfterBytes: random.below(FEW_BYTES) })
  const by = random.once(2) ? 'FIN' : 'RST'
  return () => link.cut(by)
}

type Struck = typeof MISSED | undefined
type Strike = typeof MISSED | (() => void)

function onOneSecureLane(target: Target, faults: Partial<LaneFaults>): Strike {
  return target.kafka.tls === undefined ? MISSED : onOneLane(target, faults)
}

function cutAll(links: readonly Link[], by: 'FIN' | 'RST'): Struck {
  if (links.length === 0) return MISSED
  for (const link of links) link.cut(by)
  return undefined
}

function onOneLane({ network, random }: Target, faults: Partial<LaneFaults>): Strike {
  const { links } = network
  if (links.length === 0) return MISSED
  const [link, direction] = [random.pick(links), random.pick(DIRECTIONS)]
  link.set(direction, faults)
  return () => link.set(direction, healed(faults))
}

function onAllLanes(target: Target, faults: Partial<LaneFaults>): () => void {
  const { random } = target
  return onLanes(target, random.once(3) ? DIRECTIONS : [random.pick(DIRECTIONS)], faults)
}

/** Strikes open connections and new ones, of all brokers or of those that `isMeant` chooses. */
export function onLanes(
  { network }: Pick<Target, 'network'>,
  directions: readonly Direction[],
  faults: Partial<LaneFaults>,
  isMeant: (link: Link) => boolean = () => true
): () => void {
  const strike = (link: Link): void => {
    if (!isMeant(link)) return
    for (const direction of directions) link.set(direction, faults)
  }
  for (const link of network.links) strike(link)
  network.onLink.add(strike)
  return () => {
    network.onLink.delete(strike)
    for (const link of network.links.filter(isMeant)) for (const direction of directions) link.set(direction, healed(faults))
  }
}

// The same faults without effect.
function healed(faults: Partial<LaneFaults>): Partial<LaneFaults> {
  return Object.fromEntries(Object.keys(faults).map(name => [name, NO_FAULTS[name as keyof LaneFaults]]))
}
