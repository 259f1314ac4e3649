import type { Duplex } from 'node:stream'
import type { BrokerAddress, ClusterOptions } from 'kafkawire'
import { startTestingCluster, type TestingCluster } from 'kafkawire/testing'
import { CLIENT_ID } from '../faults/fault.ts'
import type { Settings } from '../schedule/schedule.ts'
import { type DialBroker, SimulatedNetwork } from './network.ts'
import { brokerOptions, driverOptions, usesDelegationToken } from './options.ts'
import { Tokens } from './tokens.ts'
import type { VirtualWorld } from './virtual-world.ts'

/** The brokers of a run, and the ways to them. */
export interface Place extends AsyncDisposable {
  readonly kafka: TestingCluster
  /** The network between the driver under test and the brokers. Faults reach it. */
  readonly network: SimulatedNetwork
  /** The options of the driver under test. */
  readonly clusterOptions: ClusterOptions
  /** The options of a driver that no fault of the network reaches. */
  readonly observerOptions: ClusterOptions
  /** The broker that the driver under test reaches at an address; undefined for other addresses. */
  nodeAt(broker: BrokerAddress): number | undefined
  /** The names of all brokers begin with this for the driver under test, and for no other client. */
  readonly prefix: string
  /**
   * Begins the brokers of another cluster, to which all addresses of `network` lead from then on.
   * Only in memory.
   */
  readonly startOther?: (() => Promise<TestingCluster>) | undefined
  /** The tokens of the driver under test. */
  readonly tokens: Tokens
  /** All connections that the driver under test has opened. */
  readonly opened: readonly { readonly address: string; readonly client: Duplex }[]
}

/** Begins the brokers of a run. */
export type BeginPlace = (settings: Settings, world: VirtualWorld) => Promise<Place>

// The driver remembers some things of an address for as long as the process runs. So the brokers of
// each run have names that no other run has, all of one length.
const NAME_DIGITS = 8
let runs = 0

/** What begins the names of the brokers of a run, for the driver under test and for the observer. */
export function nextPrefixes(): { readonly driver: string; readonly observer: string } {
  const number = String(runs++).padStart(NAME_DIGITS, '0')
  return { driver: `s${number}-`, observer: `o${number}-` }
}

/** Brokers and a network in memory. */
export const beginInMemory: BeginPlace = async (settings, world) => {
  const { driver: prefix, observer: observerPrefix } = nextPrefixes()
  const kafka = await startTestingCluster(brokerOptions(settings))
  const network = networkTo(kafka, world)
  const { options: _, ...plainSettings } = settings // the observer has the default options
  const tokens = new Tokens(settings.sessionMs)
  // Brokers move to other ports, and some are removed: their hosts tell who they are.
  const hosts = new RegExp(`^${prefix}broker-(\\d+)\\.`)
  const observer = { dial: networkTo(kafka, world).dial, clientId: 'observer', prefix: observerPrefix, trustsAll: true }
  const observerOptions = driverOptions(plainSettings, kafka, observer)
  if (usesDelegationToken(settings)) await tokens.delegate(observerOptions)
  return {
    kafka,
    network,
    clusterOptions: driverOptions(settings, kafka, { dial: network.dial, clientId: CLIENT_ID, prefix, tokens }),
    observerOptions,
    nodeAt: ({ host }) => {
      const [, nodeId] = hosts.exec(host) ?? []
      return nodeId === undefined ? undefined : Number(nodeId)
    },
    prefix,
    startOther: async () => {
      const other = await startTestingCluster(brokerOptions(settings))
      network.leadTo(dialOf(other))
      return other
    },
    tokens,
    opened: network.all,
    [Symbol.asyncDispose]: () => kafka.close()
  }
}

const PREFIX_CHARS = NAME_DIGITS + 2
const TLS_OPENING_WRITES = 2 // the first one is the greeting of the client

function dialOf({ dial }: TestingCluster): DialBroker {
  if (dial === undefined) throw new Error('the cluster is not in memory')
  return ({ host, ...to }) => dial({ host: host.slice(PREFIX_CHARS), ...to })
}

function networkTo(kafka: TestingCluster, world: VirtualWorld): SimulatedNetwork {
  const { tls } = kafka
  return new SimulatedNetwork(dialOf(kafka), () => world.stir(), tls === undefined ? 1 : TLS_OPENING_WRITES)
}
