import { type Cluster, connectCluster } from 'kafkawire'
import { scramSha256 } from 'kafkawire/sasl'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from 'kafkawire/testing'
import { Random } from '../../support/vectors/random.ts'
import type { Actor } from '../actors/actor.ts'
import { actorKinds } from '../actors/index.ts'
import { deliveryIsTrue } from '../checks/delivery.ts'
import { History } from '../checks/history.ts'
import { settledInTime } from '../checks/settled-in-time.ts'
import { Tap } from '../checks/tap.ts'
import { CLIENT_ID, type Heal } from '../faults/fault.ts'
import { faultKinds } from '../faults/index.ts'
import type { ActorStep, FaultStep, Schedule, Settings } from '../schedule/schedule.ts'
import { SimulatedNetwork } from './network.ts'
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
const TOTAL_MS = 60_000
const CONNECT_MS = 10_000
const [USER, PASSWORD] = ['alice', 'a password']

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

  constructor(schedule: Schedule, world: VirtualWorld) {
    this.#schedule = schedule
    this.#world = world
    this.#history = new History({ totalMs: TOTAL_MS, requestMs: schedule.settings.requestMs, connectMs: CONNECT_MS })
  }

  async run(): Promise<Outcome> {
    const { settings, runMs } = this.#schedule
    await using kafka = await startTestingCluster(brokerOptions(settings))
    const network = this.#networkTo(kafka)
    const direct = this.#networkTo(kafka)
    await using cluster = await this.#connect(kafka, network, CLIENT_ID)
    await using observer = await this.#connect(kafka, direct, 'observer')
    const observed = this.#history.observe(cluster)
    const tap = new Tap(kafka)
    const steps = [
      ...this.#schedule.actors.map(step => this.#beginActor(step, observed, observer)),
      ...this.#schedule.faults.map(step => this.#strike(step, kafka, network))
    ]
    await Promise.all([...steps, this.#world.pause(runMs)])
    for (const heal of this.#heals.splice(0)) await heal()
    await Promise.all(this.#actors.map(actor => actor.stop()))
    const ofActors = await Promise.all(this.#actors.map(actor => actor.violations()))
    const { entries } = this.#history
    return {
      violations: [...ofActors.flat(), ...settledInTime(this.#history), ...deliveryIsTrue(this.#history, tap)],
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

  #connect(kafka: TestingCluster, network: SimulatedNetwork, clientId: string): Promise<Cluster> {
    const { requestMs, security } = this.#schedule.settings
    const connection = {
      dial: network.dial,
      clientId,
      timeouts: { requestMs, connectMs: CONNECT_MS },
      ...(security === 'SASL_SSL' && { tls: kafka.tls?.options ?? true, sasl: scramSha256({ username: USER, password: PASSWORD }) })
    }
    const rewriteAddress = ({ host, port }: { readonly host: string; readonly port: number }): string => `${this.#prefix}${host}:${port}`
    const bootstrapServers = kafka.bootstrap.split(',').map(server => this.#prefix + server)
    return connectCluster({ bootstrapServers, rewriteAddress, connection, retry: { totalMs: TOTAL_MS } })
  }

  async #beginActor({ actor, name, atMs, seed }: ActorStep, cluster: Cluster, observer: Cluster): Promise<void> {
    await this.#world.pause(atMs)
    const begin = actorKinds[actor]
    if (begin === undefined) throw new Error(`there is no actor ${actor}; there are ${Object.keys(actorKinds).join(', ')}`)
    this.#actors.push(await begin({ cluster, observer, name, random: new Random(seed) }))
  }

  async #strike({ fault, atMs, forMs, seed }: FaultStep, kafka: TestingCluster, network: SimulatedNetwork): Promise<void> {
    await this.#world.pause(atMs)
    const strike = faultKinds[fault]
    if (strike === undefined) throw new Error(`there is no fault ${fault}; there are ${Object.keys(faultKinds).join(', ')}`)
    const heal = await strike({ kafka, network, random: new Random(seed) })
    if (heal === undefined) return
    this.#heals.push(heal)
    await this.#world.pause(forMs)
    const index = this.#heals.indexOf(heal)
    if (index >= 0) await this.#heals.splice(index, 1)[0]?.()
  }
}

function brokerOptions({ brokers, profile, security, sessionMs }: Settings): TestingClusterOptions {
  const sasl = { users: { [USER]: PASSWORD }, ...(sessionMs > 0 && { sessionLifetimeMs: sessionMs }) }
  return { transport: 'memory', brokers, profile, ...(security === 'SASL_SSL' && { tls: true, sasl }) }
}

const textOf = (error: unknown): string => String(error instanceof Error ? error.stack : error)
