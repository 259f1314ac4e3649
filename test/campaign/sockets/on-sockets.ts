import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ClusterOptions } from 'kafkawire'
import { startTestingCluster } from 'kafkawire/testing'
import { CLIENT_ID } from '../faults/fault.ts'
import { type DialBroker, SimulatedNetwork } from '../simulation/network.ts'
import { brokerOptions, driverOptions, usesDelegationToken } from '../simulation/options.ts'
import { type BeginPlace, nextPrefixes } from '../simulation/place.ts'
import { Tokens } from '../simulation/tokens.ts'
import { onFreePort, TcpForwarder } from './tcp-forwarder.ts'

/**
 * Brokers that listen on loopback. The driver has real sockets, and its bytes pass through the
 * network of the simulation, whose faults work in real time as well.
 */
export const beginOnSockets: BeginPlace = async (settings, world) => {
  const { driver: prefix, observer } = nextPrefixes()
  const kafka = await onFreePort(port => startTestingCluster({ ...brokerOptions(settings), transport: 'tcp', port }))
  const forwarder = await TcpForwarder.start()
  const dialled: Socket[] = []
  const dialTcp: DialBroker = async ({ port, signal }) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
    dialled.push(socket)
    socket.on('error', () => undefined) // nobody else listens once the dial was given up
    await once(socket, 'connect', { signal })
    return socket
  }
  const network = new SimulatedNetwork(dialTcp, () => world.stir())
  const { options: _, ...plainSettings } = settings // the observer has the default options
  const tokens = new Tokens(settings.sessionMs)
  const dial: DialBroker = async to => forwarder.before(await network.dial(to))
  const observerOptions = named(driverOptions(plainSettings, kafka, { dial: dialTcp, clientId: 'observer', prefix: observer }))
  if (usesDelegationToken(settings)) await tokens.delegate(observerOptions)
  return {
    kafka,
    network,
    clusterOptions: named(driverOptions(settings, kafka, { dial, clientId: CLIENT_ID, prefix, tokens })),
    observerOptions,
    nodeAt: ({ host, port }) => (host.startsWith(prefix) ? kafka.brokers.find(broker => broker.port === port)?.nodeId : undefined),
    prefix,
    tokens,
    // The links of the network are held by the forwarder, and may wait in a black hole.
    get opened() {
      return forwarder.sockets.map(client => ({ address: 'the forwarder', client }))
    },
    [Symbol.asyncDispose]: async () => {
      await kafka.close()
      await forwarder[Symbol.asyncDispose]()
      // Ends that are lost in a black hole leave sockets of the network open, which are not the driver's.
      setTimeout(() => dialled.map(socket => socket.destroy()), LINGER_MS).unref()
    }
  }
}

// The look at what is left comes before that.
const LINGER_MS = 2_000

// The certificates are for `localhost`, and not for the names of a run.
function named(options: ClusterOptions): ClusterOptions {
  const { tls, ...connection } = options.connection ?? {}
  if (tls === undefined) return options
  const servername = 'localhost'
  const onLoopback = typeof tls === 'function' ? async () => ({ ...(await tls()), servername }) : { ...Object(tls), servername }
  return { ...options, connection: { ...connection, tls: onLoopback } }
}
