import { type Api, type Cluster, type CoordinatorType, coordinatorTypes, type SendOptions } from 'kafkawire'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  EndTxn,
  FindCoordinator,
  InitProducerId,
  Produce,
  type ProduceRequest,
  TxnOffsetCommit
} from 'kafkawire/messages'
import type { Recorder } from '../../checks/history.ts'

type Fields = Readonly<Record<string, unknown>>
type Send = <Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions) => Promise<unknown>

// Which field of a request names what is coordinated.
const TRANSACTIONAL_ID: ReadonlyMap<number, string> = new Map([
  [InitProducerId.key, 'transactionalId'],
  [AddPartitionsToTxn.key, 'v3AndBelowTransactionalId'],
  [AddOffsetsToTxn.key, 'transactionalId'],
  [EndTxn.key, 'transactionalId']
])
const CALL_MS = 5_000
// Later versions of AddPartitionsToTxn are for brokers only.
const LAST_VERSION_FOR_CLIENTS = 3

/**
 * A cluster whose requests of transactions go by connections of its pool: the caller itself finds
 * the leaders and coordinators, and repeats nothing. Each Produce must be for one partition.
 */
export function byConnections(cluster: Cluster, calls: Recorder, lane: string): Cluster {
  const { pool } = cluster

  const send: Send = async (api, request, options) => {
    const nodeId = await nodeFor(api.key, request as Fields)
    if (nodeId === undefined) return await cluster.send(api, request, options)
    if (!cluster.map.brokers.has(nodeId)) await cluster.refresh() // it was down when the map was made
    const given = { timeoutMs: CALL_MS, ...(api.key === AddPartitionsToTxn.key && { maxVersion: LAST_VERSION_FOR_CLIENTS }) }
    const connection = await calls.record('acquire', { nodeId }, CALL_MS, () => pool.acquire(nodeId, lane, { timeoutMs: CALL_MS }))
    return await calls.record(api.name, request, CALL_MS, () => connection.send(api, request, given))
  }

  async function nodeFor(apiKey: number, request: Fields): Promise<number | undefined> {
    const field = TRANSACTIONAL_ID.get(apiKey)
    if (field !== undefined) return await coordinatorOf(String(request[field]), coordinatorTypes.TRANSACTION)
    if (apiKey === TxnOffsetCommit.key) return await coordinatorOf(String(request['groupId']), coordinatorTypes.GROUP)
    return apiKey === Produce.key ? await leaderFor(request as unknown as ProduceRequest) : undefined
  }

  async function leaderFor({ topicData: [topic] }: ProduceRequest): Promise<number> {
    const { index = 0 } = topic?.partitionData[0] ?? {}
    return (await cluster.partition(topic?.name ?? '', index, { timeoutMs: CALL_MS })).leaderId
  }

  async function coordinatorOf(key: string, keyType: CoordinatorType): Promise<number> {
    const { coordinators } = await cluster.send(FindCoordinator, { keyType, coordinatorKeys: [key] }, { timeoutMs: CALL_MS })
    return coordinators[0]?.nodeId ?? 0
  }

  return new Proxy(cluster, {
    get: (target, key) => {
      if (key === 'send') return send
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}
