import type { Duplex } from 'node:stream'
import { connectCluster } from 'kafkawire'
import { Random } from '../../support/vectors/random.ts'
import type { Actor, Stage } from '../actors/actor.ts'
import { actorKinds } from '../actors/index.ts'
import { Closings } from '../checks/closings.ts'
import { FailedDials } from '../checks/dials.ts'
import { History } from '../checks/history.ts'
import { Inspection } from '../checks/inspection.ts'
import { leftOver, processListeners } from '../checks/left-over.ts'
import { mustSucceed, recoveryMs, worksAgain } from '../checks/recovery.ts'
import { untilSettled } from '../checks/settled-in-time.ts'
import { Throttled } from '../checks/traffic/throttled.ts'
import { unexplained } from '../checks/unexplained.ts'
import { CLIENT_ID } from '../faults/fault.ts'
import { DriverStates } from '../matrix/driver-states.ts'
import type { ActorStep, Schedule } from '../schedule/schedule.ts'
import { linesOf, type Note } from '../traffic/lines.ts'
import { momentNow } from '../traffic/moment.ts'
import type { Traffic } from '../traffic/traffic.ts'
import { again } from '../work/again.ts'
import { documentedLimits } from './options.ts'
import type { BeginPlace, Place } from './place.ts'
import { type Strike, Strikes } from './strikes.ts'
import type { VirtualWorld } from './virtual-world.ts'

/** What became of a schedule. */
export interface Outcome {
  /** The promises that were broken, a sentence for each. */
  readonly violations: readonly string[]
  /** The number of calls to the driver. */
  readonly calls: number
  /** The calls that failed. */
  readonly failures: number
  /** How long it took, in milliseconds of virtual time. */
  readonly virtualMs: number
  /** The faults that struck. */
  readonly strikes: readonly Strike[]
}

type Clusters = Pick<Stage, 'cluster' | 'observer' | 'clusterOptions' | 'carry' | 'mayRunOutOfTime' | 'hasQuotas'>

// How long an actor works after the recovery.
const AFTER_MS = 400
// How often the queues of the driver are looked at.
const LOOK_MS = 250
// Sockets end some turns after they were closed.
const LAST_MS = 1
const REAL_LAST_MS = 500

/** One run of a schedule. */
export class Run {
  readonly #schedule: Schedule
  readonly #world: VirtualWorld
  readonly #begin: BeginPlace
  readonly #history: History
  readonly #actors: Actor[] = []
  readonly #strikes: Strike[] = []
  readonly #notes: Note[] = []
  #traffic: Traffic | undefined

  constructor(schedule: Schedule, world: VirtualWorld, begin: BeginPlace) {
    this.#schedule = schedule
    this.#world = world
    this.#begin = begin
    this.#history = new History(documentedLimits(schedule.settings))
  }

  /** What has passed between driver and brokers, and the faults. */
  get trafficLines(): readonly string[] {
    return this.#traffic === undefined ? [] : linesOf(this.#traffic, this.#notes)
  }

  async run(): Promise<Outcome> {
    const listenersBefore = processListeners()
    const beganMs = this.#world.nowMs
    const place = await this.#begin(this.#schedule.settings, this.#world)
    const violations = await this.#workAt(place)
    const virtualMs = this.#world.nowMs - beganMs
    await this.#world.pause(this.#world.isVirtual ? LAST_MS : REAL_LAST_MS)
    const { kafka, opened } = place
    violations.push(...leftOver({ kafka, links: opened, timers: this.#world.timers, history: this.#history, listenersBefore }))
    const { entries } = this.#history
    const failures = entries.filter(({ error }) => error !== undefined).length
    return { violations, calls: entries.length, failures, virtualMs, strikes: this.#strikes }
  }

  async #workAt(place: Place): Promise<string[]> {
    const { observerOptions } = place
    using closings = new Closings()
    await using _ = place
    using states = new DriverStates({ ...place, clientId: CLIENT_ID })
    const throttled = new Throttled()
    const clusterOptions = { ...place.clusterOptions, observe: throttled.observedBy(states.observe) }
    const dials = new FailedDials()
    const connection = { ...clusterOptions.connection, dial: dials.counted(place.network.dial) }
    await using cluster = await connectCluster({ ...clusterOptions, connection })
    await using observer = await connectCluster(observerOptions)
    using inspection = new Inspection({
      ...place,
      cluster,
      history: this.#history,
      settings: this.#schedule.settings,
      world: this.#world
    })
    const carry = (address: string, server: Duplex): Duplex => place.network.carry(address, server)
    const { settings } = this.#schedule
    // One dial, one request to a frozen broker, or one outage may take the whole time of a call, or
    // all its attempts.
    const { totalMs, connectMs, requestMs } = documentedLimits(settings)
    const isShort = totalMs <= Math.max(connectMs, requestMs) || 'retry.maxAttempts' in (settings.options ?? {})
    const hasQuotas = this.#schedule.faults.some(({ fault }) => fault === 'quota')
    const mayRunOutOfTime = (): boolean => isShort || this.#world.leaps.length > 0
    const actors = this.#schedule.actors.map(({ actor }) => actor)
    const target = { ...place, cluster, observer, world: this.#world, settings, actors }
    this.#traffic = inspection.traffic
    using strikes = new Strikes(target, states, strike => this.#struck(strike))
    const steps = [
      ...this.#schedule.actors.map(step =>
        this.#beginActor(step, { cluster, observer, clusterOptions, carry, mayRunOutOfTime, hasQuotas })
      ),
      ...this.#schedule.faults.map(step => strikes.run(step))
    ]
    await Promise.all([...steps, this.#lookOn(inspection)])
    await strikes.end()
    const endedMs = this.#world.nowMs
    const healedMs = performance.now()
    this.#note('all faults have ended')
    await Promise.all(this.#actors.map(actor => actor.stop()))
    await untilSettled(this.#history, this.#world)
    const ofActors = await Promise.all(this.#actors.map(actor => actor.violations()))
    const ofAftermath = await this.#workAgain(endedMs, states, { cluster, observer, clusterOptions, carry, mayRunOutOfTime, hasQuotas })
    const { traffic } = inspection
    const seen = { history: this.#history, traffic, closings: closings.all, healedMs }
    const run = { ...seen, schedule: this.#schedule, limits: documentedLimits(settings) }
    return [
      ...[...ofActors.flat(), ...ofAftermath, ...strikes.violations],
      ...inspection.violations(),
      ...unexplained(run),
      ...dials.violations(settings),
      ...throttled.violations(traffic, settings)
    ]
  }

  // When everything must work again, an actor of the same kind uses the same driver for a short time.
  async #workAgain(endedMs: number, states: DriverStates, clusters: Clusters): Promise<string[]> {
    const { settings, actors, faults, seed } = this.#schedule
    const step = actors[seed % Math.max(actors.length, 1)]
    if (step === undefined || faults.length === 0 || !mustSucceed(settings) || !this.#world.isVirtual) return []
    for (let leftMs = Number.POSITIVE_INFINITY; leftMs > 0; ) {
      const seen = { askedMs: this.#history.longestAskedMs, throttleMs: states.longestThrottleMs }
      leftMs = Math.max(0, endedMs + recoveryMs(settings, seen) - this.#world.nowMs)
      await this.#world.pause(leftMs) // a broker may still tell of a longer throttle time
    }
    this.#note('everything must work again')
    const name = `${step.name}-after`
    await again(() => clusters.observer.refresh()) // actors take the addresses of the brokers from it
    await this.#beginActor({ ...step, name, atMs: 0 }, clusters)
    const actor = this.#actors.at(-1)
    await this.#world.pause(AFTER_MS)
    await actor?.stop()
    await untilSettled(this.#history, this.#world)
    const followsCluster = faults.some(({ fault }) => fault === 'followed-cluster')
    return [...((await actor?.violations()) ?? []), ...worksAgain(this.#history, name, settings, followsCluster)]
  }

  async #lookOn(inspection: Inspection): Promise<void> {
    for (let leftMs = this.#schedule.runMs; leftMs > 0; leftMs -= LOOK_MS) {
      await this.#world.pause(Math.min(leftMs, LOOK_MS))
      inspection.look()
    }
  }

  async #beginActor({ actor, name, atMs, seed }: ActorStep, clusters: Clusters): Promise<void> {
    await this.#world.pause(atMs)
    const begin = actorKinds[actor]
    if (begin === undefined) throw new Error(`there is no actor ${actor}; there are ${Object.keys(actorKinds).join(', ')}`)
    const calls = this.#history.of(name)
    this.#actors.push(await begin({ ...clusters, cluster: calls.observe(clusters.cluster), calls, name, random: new Random(seed) }))
  }

  #struck(strike: Strike): void {
    this.#strikes.push(strike)
    this.#note(`fault ${strike.fault}, while ${strike.states.join(', ')}`)
  }

  #note(text: string): void {
    this.#notes.push({ atMs: momentNow(), text })
  }
}
