import { type BrokerAddress, type ClusterOptions, connectCluster } from 'kafkawire'
import { startTestingCluster, type TestingCluster } from 'kafkawire/testing'
import { Random } from '../../support/vectors/random.ts'
import type { Actor, Stage } from '../actors/actor.ts'
import { actorKinds } from '../actors/index.ts'
import { attemptsAreTrue } from '../checks/attempts.ts'
import { Closings } from '../checks/closings.ts'
import { deliveryIsTrue } from '../checks/delivery.ts'
import { History } from '../checks/history.ts'
import { settledInTime } from '../checks/settled-in-time.ts'
import { Tap } from '../checks/tap.ts'
import { unexplained } from '../checks/unexplained.ts'
import { CLIENT_ID, type Heal, type Target } from '../faults/fault.ts'
import { faultKinds } from '../faults/index.ts'
import type { ActorStep, FaultStep, Schedule } from '../schedule/schedule.ts'
import { Traffic } from '../traffic/traffic.ts'
import { SimulatedNetwork } from './network.ts'
import { brokerOptions, documentedLimits, driverOptions, type Reach } from './options.ts'
import { runVirtually, type VirtualWorld } from './virtual-world.ts'

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

const LIMIT_MS = 1_200_000

// What the process keeps from the first schedule on: certificates, salted passwords, code that is
// loaded at its first use. Without it the first schedule would take other random numbers.
const WARM_UP: Schedule = {
  seed: 0,
  settings: { brokers: 1, profile: 'kafka-4.4', security: 'SASL_SSL', sessionMs: 0, requestMs: 1_000 },
  actors: [],
  faults: [],
  runMs: 100
}

// The driver remembers some things of an address for as long as the process runs. So the brokers of
// each schedule have names that no other schedule has, all of one length.
const NAME_DIGITS = 8
let schedules = 0

/** Runs a schedule in virtual time. The outcome of a schedule is always the same. */
export async function simulate(schedule: Schedule): Promise<Outcome> {
  if (schedules === 0) await runOnce(WARM_UP)
  return await runOnce(schedule)
}

async function runOnce(schedule: Schedule): Promise<Outcome> {
  const unhandled: string[] = []
  const noteRejection = (reason: unknown): void => void unhandled.push(`an unhandled rejection: ${textOf(reason)}`)
  const noteException = (error: unknown): void => void unhandled.push(`an uncaught exception: ${textOf(error)}`)
  const noteWarning = (warning: Error): void => void unhandled.push(`a warning: ${textOf(warning)}`)
  process.on('unhandledRejection', noteRejection).on('uncaughtException', noteException).on('warning', noteWarning)
  try {
    const outcome = await runVirtually(schedule.seed, LIMIT_MS, world => new Simulation(schedule, world).run())
    return { ...outcome, violations: [...outcome.violations, ...unhandled] }
  } catch (error) {
    return { violations: [textOf(error), ...unhandled], calls: 0, failures: 0, virtualMs: 0 }
  } finally {
    process.off('unhandledRejection', noteRejection).off('uncaughtException', noteException).off('warning', noteWarning)
  }
}

class Simulation {
  readonly #schedule: Schedule
  readonly #world: VirtualWorld
  readonly #history: History
  readonly #actors: Actor[] = []
  readonly #heals: Heal[] = []
  readonly #prefix = `s${String(schedules++).padStart(NAME_DIGITS, '0')}-`
  readonly #observerPrefix = this.#prefix.replace('s', 'o')

  constructor(schedule: Schedule, world: VirtualWorld) {
    this.#schedule = schedule
    this.#world = world
    this.#history = new History(documentedLimits(schedule.settings))
  }

  async run(): Promise<Outcome> {
    const { settings, runMs } = this.#schedule
    using closings = new Closings()
    await using kafka = await startTestingCluster(brokerOptions(settings))
    const network = this.#networkTo(kafka)
    const direct = this.#networkTo(kafka)
    const clusterOptions = this.#optionsFor(kafka, network, { clientId: CLIENT_ID, prefix: this.#prefix })
    await using cluster = await connectCluster(clusterOptions)
    await using observer = await connectCluster(this.#optionsFor(kafka, direct, { clientId: 'observer', prefix: this.#observerPrefix }))
    const tap = new Tap(kafka)
    using traffic = this.#trafficOf(kafka)
    const steps = [
      ...this.#schedule.actors.map(step => this.#beginActor(step, { cluster, observer, clusterOptions })),
      ...this.#schedule.faults.map(step => this.#strike(step, { kafka, network, cluster }))
    ]
    await Promise.all([...steps, this.#world.pause(runMs)])
    for (const heal of this.#heals.splice(0)) await heal()
    await Promise.all(this.#actors.map(actor => actor.stop()))
    const ofActors = await Promise.all(this.#actors.map(actor => actor.violations()))
    const { entries } = this.#history
    return {
      violations: [
        ...ofActors.flat(),
        ...settledInTime(this.#history),
        ...deliveryIsTrue(this.#history, tap),
        ...attemptsAreTrue(this.#history, traffic),
        ...unexplained(this.#history, this.#schedule, closings.all)
      ],
      calls: entries.length,
      failures: entries.filter(({ error }) => error !== undefined).length,
      virtualMs: this.#world.nowMs
    }
  }

  #networkTo({ dial }: TestingCluster): SimulatedNetwork {
    if (dial === undefined) throw new Error('the cluster is not in memory')
    const dialOwn: typeof dial = ({ host, ...to }) => dial({ host: host.slice(this.#prefix.length), ...to })
    return new SimulatedNetwork(dialOwn, () => this.#world.stir())
  }

  #optionsFor(kafka: TestingCluster, { dial }: SimulatedNetwork, names: Pick<Reach, 'clientId' | 'prefix'>): ClusterOptions {
    const { options, ...settings } = this.#schedule.settings
    const chosen = names.clientId === CLIENT_ID ? { ...settings, ...(options && { options }) } : settings // the observer has the defaults
    return driverOptions(chosen, kafka, { dial, ...names })
  }

  #trafficOf(kafka: TestingCluster): Traffic {
    const nodeAt = ({ host, port }: BrokerAddress): number | undefined =>
      kafka.brokers.find(broker => `${this.#prefix}${broker.host}` === host && broker.port === port)?.nodeId
    return new Traffic({ kafka, clientId: CLIENT_ID, nodeAt })
  }

  async #beginActor(
    { actor, name, atMs, seed }: ActorStep,
    clusters: Pick<Stage, 'cluster' | 'observer' | 'clusterOptions'>
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

const textOf = (error: unknown): string => String(error instanceof Error ? error.stack : error)
