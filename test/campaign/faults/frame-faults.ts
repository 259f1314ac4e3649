import type { LaneFaults } from '../simulation/lane.ts'
import { type FaultKind, MISSED, type Target } from './fault.ts'

const LENGTH_BYTES = 4
const MAX_TIMES = 3
const MAX_WRONG_BY = 3

/** An answer comes twice. */
export const answerTwice: FaultKind = target => onAnswers(target, () => frame => Buffer.concat([frame, frame]))

/** An answer has the correlation id of another request. */
export const wrongCorrelationId: FaultKind = target => {
  const wrongBy = 1 + target.random.below(MAX_WRONG_BY)
  return onAnswers(target, () => frame => {
    const changed = Buffer.from(frame)
    changed.writeInt32BE((frame.readInt32BE(LENGTH_BYTES) + wrongBy) | 0, LENGTH_BYTES)
    return changed
  })
}

/**
 * An answer comes after the one that follows it on the same connection. If none follows, it is lost.
 */
export const reorderedAnswers: FaultKind = target =>
  onAnswers(target, () => {
    let held: Buffer | undefined
    return frame => {
      const earlier = held
      held = earlier === undefined ? Buffer.from(frame) : undefined
      return earlier === undefined ? Buffer.alloc(0) : Buffer.concat([frame, earlier])
    }
  })

// Changes the first of the next answers that brokers write as a whole; `begin` makes the change for
// one connection. Under TLS, nothing can be told apart.
function onAnswers({ kafka, network, random }: Target, begin: () => (frame: Buffer) => Buffer): (() => void) | typeof MISSED {
  if (kafka.tls !== undefined) return MISSED
  let left = 1 + random.below(MAX_TIMES)
  const rewrites = new Set<LaneFaults['rewrite']>()
  const strike = (link: (typeof network.links)[number]): void => {
    const change = begin()
    const rewrite: LaneFaults['rewrite'] = bytes => {
      const end = bytes.length < 2 * LENGTH_BYTES ? 0 : LENGTH_BYTES + bytes.readInt32BE(0)
      if (left === 0 || end < 2 * LENGTH_BYTES || end > bytes.length) return undefined
      left--
      return Buffer.concat([change(bytes.subarray(0, end)), bytes.subarray(end)])
    }
    rewrites.add(rewrite)
    link.set('down', { rewrite })
  }
  for (const link of network.links) strike(link)
  network.onLink.add(strike)
  return () => {
    network.onLink.delete(strike)
    for (const link of network.links) if (rewrites.has(link.lanes.down.faults.rewrite)) link.set('down', { rewrite: undefined })
  }
}
