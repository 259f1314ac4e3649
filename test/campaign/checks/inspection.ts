import { type BrokerAddress, type Cluster, formatOpenMetrics } from 'kafkawire'
import type { TestingCluster } from 'kafkawire/testing'
import { CLIENT_ID } from '../faults/fault.ts'
import type { Settings } from '../schedule/schedule.ts'
import { PASSWORD, passwordOf } from '../simulation/options.ts'
import type { Tokens } from '../simulation/tokens.ts'
import type { VirtualWorld } from '../simulation/virtual-world.ts'
import { Traffic } from '../traffic/traffic.ts'
import { Bounds } from './bounds.ts'
import { attemptsAreTrue } from './delivery/attempts.ts'
import { deliveryIsTrue } from './delivery/delivery.ts'
import { Tap } from './delivery/tap.ts'
import { ErrorCheck } from './errors/errors.ts'
import { leaksOf, secretsOf } from './errors/secrets.ts'
import type { History } from './history.ts'
import { settledInTime } from './settled-in-time.ts'
import { documented } from './tables.ts'
import { callsAreInOrder } from './traffic/calls-in-order.ts'
import { coordinatorsAreLookedUp } from './traffic/coordinators.ts'
import { pollsDoNotWait } from './traffic/polls.ts'
import { protocolsAreNotMixed } from './traffic/protocols.ts'
import { renewalsLoseNothing } from './traffic/renewals.ts'

/** What is inspected. */
export interface Inspected {
  readonly kafka: TestingCluster
  /** The driver under test. */
  readonly cluster: Cluster
  readonly history: History
  readonly settings: Settings
  readonly world: Pick<VirtualWorld, 'leaps' | 'isVirtual'>
  /** The broker that the driver under test reaches at an address. */
  nodeAt(broker: BrokerAddress): number | undefined
  readonly tokens: Tokens
}

/** Everything that is watched during a run, and checked at its end. */
export class Inspection implements Disposable {
  readonly traffic: Traffic
  readonly #inspected: Inspected
  readonly #tap: Tap
  readonly #bounds: Bounds
  readonly #outputs: unknown[] = []

  constructor(inspected: Inspected) {
    const { kafka, cluster, history, settings, nodeAt } = inspected
    this.#inspected = inspected
    this.#tap = new Tap(kafka)
    this.traffic = new Traffic({ kafka, clientId: CLIENT_ID, nodeAt })
    this.#bounds = new Bounds(cluster, history, settings)
  }

  /** Looks at what the driver holds at this moment. */
  look(): void {
    this.#bounds.look()
    if (this.#isSecret) this.#outputs.push(formatOpenMetrics(this.#inspected.cluster.pool.snapshot()))
  }

  /** The promises that were broken, when all calls have settled. */
  violations(): string[] {
    const { history, world } = this.#inspected
    return [
      ...settledInTime(history, world),
      ...deliveryIsTrue(history, this.#tap),
      ...attemptsAreTrue(history, this.traffic),
      ...callsAreInOrder(history, this.traffic),
      ...pollsDoNotWait(history, this.traffic, world),
      ...coordinatorsAreLookedUp(this.traffic),
      ...protocolsAreNotMixed(this.traffic),
      ...renewalsLoseNothing(this.traffic),
      ...this.#bounds.problems,
      ...this.#outputProblems()
    ]
  }

  [Symbol.dispose](): void {
    this.traffic[Symbol.dispose]()
  }

  // Without SASL the driver has no secret.
  get #isSecret(): boolean {
    return this.#inspected.settings.security.startsWith('SASL')
  }

  #outputProblems(): string[] {
    const { history, cluster } = this.#inspected
    const events = this.traffic.events.all.map(({ event }) => event)
    const check = new ErrorCheck()
    for (const { error } of history.entries) check.look(error)
    for (const { trace } of this.traffic.attempts) check.look(trace.error)
    for (const { error, cause } of events) for (const each of [error, cause]) check.look(each)
    const reasons = events.filter(({ event }) => event === 'close').map(({ reason }) => String(reason))
    const unknown = [...new Set(reasons)].filter(reason => !documented.closeReasons.includes(reason))
    const passwords = [PASSWORD, ...this.#inspected.tokens.delegated.map(passwordOf)]
    const secrets = passwords.flatMap(password => secretsOf(password, this.traffic))
    const leaks = this.#isSecret ? leaksOf(secrets, [...check.errors, ...events, ...this.#outputs, cluster.pool.snapshot()]) : []
    return [
      ...check.problems,
      ...unknown.map(reason => `a connection was closed with the reason ${reason}, which is not in the table`),
      ...leaks
    ]
  }
}
