import type { TestingBroker } from '../broker-server.ts'
import { type ControlRoute, integer, list, NODE_ID, object, type Schema, text } from './control-route.ts'

const BROKER: Schema = object(
  {
    nodeId: NODE_ID,
    host: text('The host that clients are told to dial.'),
    port: integer('The port on which the broker listens.', 0),
    isRunning: { type: 'boolean', description: 'Whether clients can connect.' },
    connections: integer('The number of open connections.', 0)
  },
  ['nodeId', 'host', 'port', 'isRunning', 'connections']
)

const MAX_PORT = 65_535
const ONE_BROKER = { nodeId: NODE_ID }

/** The routes of brokers. */
export const brokerRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/brokers',
    operationId: 'brokers',
    summary: 'All brokers, those that are stopped too.',
    answer: object({ brokers: list(BROKER) }, ['brokers']),
    handle: ({ cluster }) => ({ brokers: cluster.brokers.map(shown) })
  },
  {
    method: 'POST',
    path: '/brokers',
    operationId: 'addBroker',
    summary: 'Adds a broker with the next node id, on a port that the system chooses.',
    answer: BROKER,
    handle: async ({ cluster }) => shown(await cluster.addBroker())
  },
  {
    method: 'DELETE',
    path: '/brokers/{nodeId}',
    operationId: 'removeBroker',
    summary: 'Stops a broker and forgets it. Other brokers take over its replicas.',
    pathParameters: ONE_BROKER,
    handle: ({ cluster }, { parameters }) => cluster.removeBroker(Number(parameters['nodeId']))
  },
  act('stop', 'Stops a broker: its leaders move, and its connections are closed.', broker => broker.stop()),
  act('kill', 'Stops a broker as a crash does: its connections end by RST.', broker => broker.kill()),
  act('start', 'Starts a stopped broker on its port, with the same records.', broker => broker.start()),
  {
    ...act('restart', 'Stops and starts a broker, on another port or with another release.', (broker, body) => broker.restart(body)),
    body: object({
      port: integer('The new port; 0: the system chooses. Default: the port that it had.', 0, MAX_PORT),
      profile: text('The kind of broker that it is from now on, such as `kafka-3.9`. Default: the one that it was.')
    }),
    checksBody: true
  }
]

function act(
  name: string,
  summary: string,
  carryOut: (broker: TestingBroker, body: Readonly<Record<string, unknown>>) => Promise<void>
): ControlRoute {
  return {
    method: 'POST',
    path: `/brokers/{nodeId}/${name}`,
    operationId: name,
    summary,
    pathParameters: ONE_BROKER,
    answer: BROKER,
    handle: async ({ cluster }, { parameters, body }) => {
      const broker = cluster.broker(Number(parameters['nodeId']))
      await carryOut(broker, body)
      return shown(broker)
    }
  }
}

function shown({ nodeId, host, port, isRunning, connections }: TestingBroker): TestingBrokerView {
  return { nodeId, host, port, isRunning, connections }
}

type TestingBrokerView = Pick<TestingBroker, 'nodeId' | 'host' | 'port' | 'isRunning' | 'connections'>
