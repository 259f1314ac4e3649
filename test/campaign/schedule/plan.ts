import { faultKinds, faultNeeds } from '../faults/index.ts'
import { type DriverState, driverStates } from '../matrix/driver-state.ts'
import { bothOf, conflictOf, type Needs } from './needs.ts'

// A request of these is nearly always under way.
const NEVER_IDLE = [
  'reader',
  'session-reader',
  'committed-reader',
  'transactions',
  'direct-transactions',
  'growing-topic',
  'classic-group',
  'share-group'
]
// They send by connections of their own, of which a cluster and its observer know nothing.
const BESIDE_CLUSTER = ['connection-senders', 'connection-user', 'pool-user', 'proxy', 'closing']
// With these, connections do not live long, or few requests are sent.
const SHORT_LIVED = ['connection.timeouts.idleMs', 'pool.maxConnections', 'pool.maxDialsPerSecond']

/** What a state needs to occur, beside the faults of {@link preludes}. */
export const stateNeeds: Readonly<Partial<Record<DriverState, Needs>>> = {
  authenticating: { sasl: true },
  idle: { notActors: [...NEVER_IDLE, ...BESIDE_CLUSTER], notOptions: SHORT_LIVED },
  throttled: { notActors: BESIDE_CLUSTER },
  draining: { notOptions: SHORT_LIVED },
  reAuthenticating: { sasl: true, hasShortSessions: true, actors: ['plain-producer'], notOptions: SHORT_LIVED },
  inTransaction: { actors: ['transactions'] },
  rebalancing: { actors: ['classic-group'], notOptions: SHORT_LIVED }
}

/** Faults that strike until the driver is in a state, for which another fault waits meanwhile. */
export const preludes: Readonly<Partial<Record<DriverState, readonly string[]>>> = {
  dialling: ['reset'],
  negotiating: ['reset'],
  authenticating: ['reset'],
  refreshingMetadata: ['refresh'],
  throttled: ['throttle'],
  draining: ['late-answer', 'recycle']
}

/** A fault in a state of the driver. */
export interface Cell {
  readonly fault: string
  readonly state: DriverState
}

/** Two faults within 100 ms. */
export type Pair = readonly [string, string]

/** A cell or pair that cannot occur. */
export interface Impossible {
  readonly what: string
  readonly reason: string
}

// A prime number, so that a few schedules already spread over all of them.
const STRIDE = 7_919

const faults = Object.keys(faultKinds)
const allCells = faults.flatMap(fault => driverStates.map(state => ({ fault, state })))
const allPairs = faults.flatMap((one, index) => faults.slice(index).map((other): Pair => [one, other]))

// An actor that the fault needs may make the state rare, but not impossible.
function needsOfCell({ fault, state }: Cell): readonly [Needs, Needs] {
  const { [fault]: ofFault = {} } = faultNeeds
  const { notActors = [], ...ofState } = stateNeeds[state] ?? {}
  return [ofFault, { ...ofState, notActors: notActors.filter(actor => !ofFault.actors?.includes(actor)) }]
}

const needsOfPair = ([one, other]: Pair): readonly [Needs, Needs] => [faultNeeds[one] ?? {}, faultNeeds[other] ?? {}]

// Faults that move the clock, nearly always by more than 100 ms.
const LEAPS = ['blocked-loop', 'suspended']
const STRIKES_ONCE = 'expired-delegation-token'

function conflictOfPair([one, other]: Pair): string | undefined {
  if (LEAPS.includes(one) && LEAPS.includes(other)) return 'the first one moves the clock by more than 100 ms'
  if (one === other && one === STRIKES_ONCE) return 'the token has expired already'
  return conflictOf(...needsOfPair([one, other]))
}

/** The cells and the pairs that can occur. */
export const possibleCells: readonly Cell[] = allCells.filter(cell => conflictOf(...needsOfCell(cell)) === undefined)
export const possiblePairs: readonly Pair[] = allPairs.filter(pair => conflictOfPair(pair) === undefined)

/** What cannot occur, with the reason. */
export function impossible(): readonly Impossible[] {
  const ofCells = allCells.map(cell => ({ what: `${cell.fault} in ${cell.state}`, reason: conflictOf(...needsOfCell(cell)) }))
  const ofPairs = allPairs.map(pair => ({ what: pair.join(' with '), reason: conflictOfPair(pair) }))
  return [...ofCells, ...ofPairs].flatMap(({ what, reason }) => (reason === undefined ? [] : [{ what, reason }]))
}

/** What the schedule of a seed must bring about. */
export interface Plan {
  readonly faults: readonly string[]
  /** The state in which the last one of the faults strikes. */
  readonly when?: DriverState
  readonly needs: Needs
}

/**
 * The plan of a seed. Seeds in a row go through all cells and all pairs that can occur, in turn: so
 * a large campaign leaves none of them out. Pairs are in another order each second time, because
 * some faults leave nothing for the other one to strike.
 */
export function planOf(seed: number): Plan {
  const half = Math.floor(seed / 2)
  const turn = half * STRIDE
  if (seed % 2 === 0) {
    const cell = possibleCells[turn % possibleCells.length] as Cell
    const needs = bothOf(...needsOfCell(cell))
    return { faults: [...(preludes[cell.state] ?? []), cell.fault], when: cell.state, needs }
  }
  const [one, other] = possiblePairs[turn % possiblePairs.length] as Pair
  const isTurned = Math.floor(half / possiblePairs.length) % 2 === 1
  return { faults: isTurned ? [other, one] : [one, other], needs: bothOf(...needsOfPair([one, other])) }
}
