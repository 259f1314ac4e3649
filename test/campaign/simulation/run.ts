import { type Cluster, connectCluster } from 'kafkawire'
import { Random } from '../../support/vectors/random.ts'
import type { Actor, Stage } from '../actors/actor.ts'
import { actorKinds } from '../actors/index.ts'
import { Closings } from '../checks/closings.ts'
import { History } from '../checks/history.ts'
import { Inspection } from '../checks/inspection.ts'
import { leftOver, processListeners } from '../checks/left-over.ts'
import { unexplained } from '../checks/unexplained.ts'
import type { Heal, Target } from '../faults/fault.ts'
import { faultKinds } from '../faults/index.ts'
import type { ActorStep, FaultStep, Schedule } from '../schedule/schedule.ts'
import { documentedLimits } from './options.ts'
import type { BeginPlace, Place } from './place.ts'
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
}

// How often the queues of the driver are looked at.
const LOOK_MS = 250
// Sockets end some turns after they were closed.
const LAST_MS = 1

/** One run of a schedule. */
export class Run {
  readonly #schedule: Schedule
  readonly #world: VirtualWorld
  readonly #begin: BeginPlace
  readonly #history: History
  readonly #actors: Actor[] = []
  readonly #heals: Heal[] = []

  constructor(schedule: Schedule, world: VirtualWorld, begin: BeginPlace) {
    this.#schedule = schedule
    this.#world = world
    this.#begin = begin
    this.#history = new History(documentedLimits(schedule.settings))
  }

  async run(): Promise<Outcome> {
    const listenersBefore = processListeners()
    const place = await this.#begin(this.#schedule.settings, this.#world)
    const violations = await this.#workAt(place)
    const virtualMs = this.#world.nowMs
    await this.#world.pause(LAST_MS)
    const { kafka, network } = place
    violations.push(...leftOver({ kafka, links: network.all, timers: this.#world.timers, history: this.#history, listenersBefore }))
    const { entries } = this.#history
    return { violations, calls: entries.length, failures: entries.filter(({ error }) => error !== undefined).length, virtualMs }
  }

  async #workAt(place: Place): Promise<string[]> {
    const { kafka, network, clusterOptions, observerOptions } = place
    using closings = new Closings()
    await using _ = place
    await using cluster = await connectCluster(clusterOptions)
    await using observer = await connectCluster(observerOptions)
    using inspection = new Inspection({ ...place, cluster, history: this.#history, settings: this.#schedule.settings })
    const steps = [
      ...this.#schedule.actors.map(step => this.#beginActor(step, { cluster, observer, clusterOptions })),
      ...this.#schedule.faults.map(step => this.#strike(step, { kafka, network, cluster }))
    ]
    await Promise.all([...steps, this.#lookOn(inspection)])
    for (const heal of this.#heals.splice(0)) await heal()
    await Promise.all(this.#actors.map(actor => actor.stop()))
    const ofActors = await Promise.all(this.#actors.map(actor => actor.violations()))
    return [...ofActors.flat(), ...inspection.violations(), ...unexplained(this.#history, this.#schedule, closings.all)]
  }

  async #lookOn(inspection: Inspection): Promise<void> {
    for (let leftMs = this.#schedule.runMs; leftMs > 0; leftMs -= LOOK_MS) {
      await this.#world.pause(Math.min(leftMs, LOOK_MS))
      inspection.look()
    }
  }

  async #beginActor(
    { actor, name, atMs, seed }: ActorStep,
    clusters: Pick<Stage, 'observer' | 'clusterOptions'> & { readonly cluster: Cluster }
  ): Promise<void> {
    await this.#world.pause(atMs)
    const begin = actorKinds[actor]
    if (begin === undefined) throw new Error(`there is no actor ${actor}; there are ${Object.keys(actorKinds).join(', ')}`)
    const calls = this.#history.of(name)
    this.#actors.push(await begin({ ...clusters, cluster: calls.observe(clusters.cluster), calls, name, random: new Random(seed) }))
  }

  async #strike({ fault, atMs, forMs, seed }: FaultStep, reached: Pick<Target, 'kafka' | 'network' | 'cluster'>): Promise<void> {
    await this.#world.pause(atMs)
    const strike = faultKinds[fault]
    if (strike === undefined) throw new Error(`there is no fault ${fault}; there are ${Object.keys(faultKinds).join(', ')}`)
    const heal = await strike({ ...reached, world: this.#world, settings: this.#schedule.settings, random: new Random(seed) })
    if (heal === undefined) return
    this.#heals.push(heal)
    await this.#world.pause(forMs)
    const index = this.#heals.indexOf(heal)
    if (index >= 0) await this.#heals.splice(index, 1)[0]?.()
  }
}
