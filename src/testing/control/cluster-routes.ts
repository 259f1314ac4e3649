import { type ControlRoute, integer, NODE_ID, object, TOPIC_NAME, text } from './control-route.ts'

/** The routes of the cluster as a whole: its state, its clock, and who is responsible for what. */
export const clusterRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/snapshot',
    operationId: 'snapshot',
    summary: 'The present state: topics, partitions, groups and committed offsets.',
    answer: { type: 'object' },
    handle: ({ cluster }) => cluster.snapshot()
  },
  {
    method: 'POST',
    path: '/reset',
    operationId: 'reset',
    summary: 'Brings the cluster back to the state of a new one. All connections of clients are closed.',
    handle: ({ cluster }) => cluster.reset()
  },
  {
    method: 'POST',
    path: '/advance',
    operationId: 'advance',
    summary: 'Puts the clock of the cluster forward. Timeouts that end within this time end at once.',
    body: object({ ms: { type: 'number', minimum: 0, description: 'Milliseconds.' } }, ['ms']),
    handle: ({ cluster }, { body }) => cluster.advance(body['ms'] as number)
  },
  {
    method: 'POST',
    path: '/leaders',
    operationId: 'moveLeader',
    summary: 'Makes a broker the leader of a partition, in the next leader epoch.',
    body: object({ topic: TOPIC_NAME, partition: integer('The partition.', 0), nodeId: NODE_ID }, ['topic', 'partition', 'nodeId']),
    handle: ({ cluster }, { body }) => {
      const { topic, partition, nodeId } = body as { topic: string; partition: number; nodeId: number }
      cluster.moveLeader(topic, partition, nodeId)
    }
  },
  {
    method: 'POST',
    path: '/coordinators',
    operationId: 'moveCoordinator',
    summary: 'Makes a broker the coordinator of a group id or a transactional id.',
    body: object({ key: text('A group id or a transactional id.'), nodeId: NODE_ID }, ['key', 'nodeId']),
    handle: ({ cluster }, { body }) => cluster.moveCoordinator(String(body['key']), Number(body['nodeId']))
  },
  {
    method: 'POST',
    path: '/controller',
    operationId: 'moveController',
    summary: 'Makes a broker the controller.',
    body: object({ nodeId: NODE_ID }, ['nodeId']),
    handle: ({ cluster }, { body }) => cluster.moveController(Number(body['nodeId']))
  },
  {
    method: 'POST',
    path: '/groups/{group}/fence',
    operationId: 'fenceMember',
    summary: 'Removes a member from its group at once, as when its session ends.',
    pathParameters: { group: text('The id of the group.') },
    body: object({ memberId: text('The member id.') }, ['memberId']),
    handle: ({ cluster }, { parameters, body }) => cluster.fenceMember(String(parameters['group']), String(body['memberId']))
  },
  {
    method: 'POST',
    path: '/sessions/expire',
    operationId: 'expireSaslSessions',
    summary: 'Ends the sessions of all clients that have authenticated (KIP-368).',
    handle: ({ cluster }) => cluster.expireSaslSessions()
  }
]
