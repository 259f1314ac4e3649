import type { FaultKind } from './fault.ts'

const MAX_BLOCK_MS = 20_000
const HOUR_MS = 3_600_000
const MAX_HOURS = 6

/** The process is busy for a while: timers fire late, all at once. */
export const blockedLoop: FaultKind = ({ world, random }) => {
  world.leap(1 + random.below(MAX_BLOCK_MS))
  return undefined
}

/**
 * The process is stopped for hours, as by SIGSTOP. Its connections are alive after that, or were
 * reset, or lead nowhere.
 */
export const suspended: FaultKind = ({ network, world, random }) => {
  const links = [...network.links]
  const fate = random.pick(['alive', 'reset', 'lost'])
  if (fate === 'lost') for (const link of links) for (const way of ['up', 'down'] as const) link.set(way, { isBlackHole: true })
  world.leap((1 + random.below(MAX_HOURS)) * HOUR_MS)
  if (fate === 'reset') for (const link of links) link.cut('RST')
  return fate === 'lost'
    ? () => {
        for (const link of links) link.cut('RST')
      }
    : undefined
}
