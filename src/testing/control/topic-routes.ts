import { configurationError, isRecord, mismatch, refuseIfAny } from '../../options.ts'
import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { RequestContext } from '../apis/api-handler.ts'
import { createTopicsHandler } from '../apis/topics/create-topics-handler.ts'
import { deleteTopicsHandler } from '../apis/topics/delete-topics-handler.ts'
import type { ClusterState } from '../cluster-state.ts'
import { type ControlCall, type ControlRoute, integer, object, TOPIC_NAME, text } from './control-route.ts'

const MAX_PARTITIONS = 10_000
const MAX_REPLICAS = 32_767

const NEW_TOPIC = object(
  {
    name: TOPIC_NAME,
    partitions: integer('The number of partitions. Default: 1.', 1, MAX_PARTITIONS),
    replicationFactor: integer('The number of replicas of each partition. Default: 1.', 1, MAX_REPLICAS),
    configs: { type: 'object', description: 'Configurations of the topic by name.', additionalProperties: { type: 'string' } }
  },
  ['name']
)

/** The routes that create and delete topics, with the checks of the APIs. */
export const topicRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/topics',
    operationId: 'createTopic',
    summary: 'Creates a topic.',
    body: NEW_TOPIC,
    answer: object({ name: TOPIC_NAME, topicId: text('The id of the topic.') }, ['name', 'topicId']),
    handle: ({ state }, { body }) => createTopic(state, body)
  },
  {
    method: 'DELETE',
    path: '/topics/{name}',
    operationId: 'deleteTopic',
    summary: 'Deletes a topic with its records.',
    pathParameters: { name: TOPIC_NAME },
    handle: ({ state }, { parameters }) => deleteTopic(state, String(parameters['name']))
  }
]

const { NO_NUM_PARTITIONS, NO_REPLICATION_FACTOR } = absentValues
const CREATE_VERSION = 4 // its answer has no configurations
const DELETE_VERSION = 5 // it names topics by their names alone
const TIMEOUT_MS = 1_000

async function createTopic(state: ClusterState, body: ControlCall['body']): Promise<{ name: string; topicId: string }> {
  const { partitions = NO_NUM_PARTITIONS, replicationFactor = NO_REPLICATION_FACTOR, configs = {} } = body
  const name = String(body['name'])
  const given = isRecord(configs) ? Object.entries(configs) : []
  const wrong = given.filter(([, value]) => typeof value !== 'string')
  refuseIfAny(
    'createTopic',
    wrong.map(([key, value]) => mismatch(`configs.${key}`, 'a string', value))
  )
  const entries = given.map(([key, value]) => ({ name: key, value: String(value) }))
  const numbers = { numPartitions: Number(partitions), replicationFactor: Number(replicationFactor) }
  const topic = { name, ...numbers, assignments: [], configs: entries }
  const request = { topics: [topic], timeoutMs: TIMEOUT_MS, validateOnly: false }
  const { topics } = await createTopicsHandler.answer(request, contextOf(state, CREATE_VERSION))
  for (const { errorCode, errorMessage } of topics) {
    if (errorCode !== errorCodes.NONE) throw configurationError('createTopic', [String(errorMessage)])
  }
  return { name, topicId: String(topics[0]?.topicId) }
}

async function deleteTopic(state: ClusterState, name: string): Promise<void> {
  const request = { topics: [], topicNames: [name], timeoutMs: TIMEOUT_MS }
  const { responses } = await deleteTopicsHandler.answer(request, contextOf(state, DELETE_VERSION))
  for (const { errorCode } of responses) {
    if (errorCode !== errorCodes.NONE) throw configurationError('deleteTopic', [`There is no topic ${name}`])
  }
}

function contextOf(cluster: ClusterState, apiVersion: number): RequestContext {
  return {
    nodeId: cluster.membership.controllerId,
    endpointType: 'broker',
    apiVersion,
    requestBytes: 0,
    clientId: '',
    clientHost: '/127.0.0.1',
    clientPort: 0,
    principal: 'User:ANONYMOUS',
    cluster,
    signal: new AbortController().signal,
    connectionEnd: Promise.resolve(),
    isAllowed: () => true,
    isAllowedSomewhere: () => true,
    throttle: () => {},
    timeThrottleMs: 0
  }
}
