import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { type Forwarder, startForwarder } from '../faults/forwarder.ts'

interface Place {
  readonly forwarder: Forwarder
  /** Where the forwarder leads: the next client that dials it gets there. */
  readonly to: { host: string; port: number }
}

/** A testing cluster whose brokers change their addresses. Metadata gives the current addresses. */
export interface MovingCluster extends AsyncDisposable {
  readonly kafka: TestingCluster
  /** The current addresses of the brokers, by node id, in the form of `bootstrapServers`. */
  servers(): string[]
  /** Gives each broker the address of the next broker, and resets all connections. */
  swap(): void
  /** Gives all brokers new addresses, and closes the old ones. */
  replace(): Promise<void>
}

export async function startMovingCluster(options: TestingClusterOptions): Promise<MovingCluster> {
  const kafka = await startTestingCluster(options)
  const openPlaces = (): Promise<Place[]> =>
    Promise.all(
      kafka.brokers.map(async ({ host, port }) => {
        const to = { host, port }
        return { forwarder: await startForwarder({ to }), to }
      })
    )
  const close = (closing: readonly Place[]): Promise<unknown> =>
    Promise.all(closing.map(({ forwarder }) => forwarder[Symbol.asyncDispose]()))
  let places = await openPlaces()
  const placeOf = (nodeId: number): { host: string; port: number } => {
    const { port } = kafka.broker(nodeId)
    const { forwarder } = places.find(({ to }) => to.port === port) as Place
    return { host: forwarder.host, port: forwarder.port }
  }
  kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    return { ...answer, brokers: answer.brokers.map(broker => ({ ...broker, ...placeOf(broker.nodeId) })) }
  })
  return {
    kafka,
    servers: () => kafka.brokers.map(({ nodeId }) => placeOf(nodeId)).map(({ host, port }) => `${host}:${port}`),
    swap() {
      const ports = places.map(({ to }) => to.port)
      for (const [i, { to, forwarder }] of places.entries()) {
        to.port = ports[(i + 1) % ports.length] as number
        forwarder.reset()
      }
    },
    async replace() {
      const old = places
      places = await openPlaces()
      await close(old)
    },
    async [Symbol.asyncDispose]() {
      await close(places)
      await kafka.close()
    }
  }
}
