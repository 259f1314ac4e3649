import type { LaneFaults } from '../simulation/lane.ts'
import { NO_FAULTS } from '../simulation/lane.ts'
import type { Direction, Link } from '../simulation/link.ts'
import type { FaultKind, Target } from './fault.ts'

const DIRECTIONS: readonly Direction[] = ['up', 'down']
const FEW_BYTES = 400

/** All connections are reset, or closed by FIN. */
export const reset: FaultKind = ({ network }) => cutAll(network.links, 'RST')
export const fin: FaultKind = ({ network }) => cutAll(network.links, 'FIN')

/** One connection is reset or closed after some more of its bytes. */
export const cutAtByte: FaultKind = target =>
  onOneLane(target, { cutAfterBytes: target.random.below(FEW_BYTES), cutBy: target.random.once(2) ? 'FIN' : 'RST' })

/**
 * One byte changes, or some bytes come twice. Kafka protects only records by a checksum, so these are
 * faults of connections with TLS.
 */
export const corrupt: FaultKind = target => onOneSecureLane(target, { corruptAfterBytes: target.random.below(FEW_BYTES) })
export const duplicate: FaultKind = target => onOneSecureLane(target, { duplicates: true })

/** For a while, nothing that is sent by open connections and by new ones arrives, in one direction. */
export const blackHole: FaultKind = target => onAllLanes(target, { isBlackHole: true })
export const zeroWindow: FaultKind = target => onAllLanes(target, { isZeroWindow: true })
export const delay: FaultKind = target => onAllLanes(target, { delayMs: 1 + target.random.below(3_000) })
export const split: FaultKind = target => onAllLanes(target, { pieceBytes: 1 + target.random.below(20) })
export const dribble: FaultKind = target => onAllLanes(target, { pieceBytes: 8, dribbleMs: 1 + target.random.below(10) })
export const merge: FaultKind = target => onAllLanes(target, { mergeMs: 5 + target.random.below(200) })

function onOneSecureLane(target: Target, faults: Partial<LaneFaults>): undefined {
  if (target.kafka.tls !== undefined) onOneLane(target, faults)
}

function cutAll(links: readonly Link[], by: 'FIN' | 'RST'): undefined {
  for (const link of links) link.cut(by)
}

function onOneLane({ network, random }: Target, faults: Partial<LaneFaults>): undefined {
  const { links } = network
  if (links.length > 0) random.pick(links).set(random.pick(DIRECTIONS), faults)
}

function onAllLanes({ network, random }: Target, faults: Partial<LaneFaults>): () => void {
  const directions = random.once(3) ? DIRECTIONS : [random.pick(DIRECTIONS)]
  const strike = (link: Link): void => {
    for (const direction of directions) link.set(direction, faults)
  }
  for (const link of network.links) strike(link)
  network.onLink.add(strike)
  return () => {
    network.onLink.delete(strike)
    for (const link of network.links) for (const direction of directions) link.set(direction, healed(faults))
  }
}

// The same faults without effect.
function healed(faults: Partial<LaneFaults>): Partial<LaneFaults> {
  return Object.fromEntries(Object.keys(faults).map(name => [name, NO_FAULTS[name as keyof LaneFaults]]))
}
