import { KafkaError } from '../errors.ts'
import type { Api } from '../protocol/api.ts'
import { decodeRequest, encodeResponse } from '../protocol/message-codec.ts'
import { ApiVersions } from '../protocol/messages/api-versions.ts'
import { EMPTY } from '../protocol/primitives/reader.ts'
import type { IncomingRequest } from '../server/index.ts'
import type { ApiHandler, RequestContext } from './apis/api-handler.ts'
import { unsupportedApiVersions } from './apis/cluster/api-versions-handler.ts'
import type { ClusterState } from './cluster-state.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { ReceivedRequest } from './hooks/received-request.ts'
import type { ReceivedRequests } from './hooks/received-requests.ts'
import type { SaslSettings } from './sasl/testing-sasl-options.ts'

/** An API that the cluster knows. Without a handler only a hook can answer it. */
export interface KnownApi {
  readonly api: Api<unknown, unknown>
  readonly handler?: ApiHandler<unknown, unknown>
}

/** What is needed to answer a request, the same for all brokers of a cluster. */
export interface Dispatch {
  readonly cluster: ClusterState
  readonly apis: ReadonlyMap<number, KnownApi>
  readonly hooks: Hooks
  readonly received: ReceivedRequests
  /** How clients must authenticate; undefined if they need not. */
  readonly sasl: SaslSettings | undefined
}

/** The broker and the connection that received a request. */
export interface Origin extends Pick<RequestContext, 'nodeId' | 'clientHost' | 'sasl' | 'sendToken'> {
  /** The name in the client's certificate, if the broker asked for one. */
  readonly distinguishedName: string | undefined
}

/**
 * Answers a request that a broker received. If it throws, the connection is closed, as Kafka does
 * for a request that it does not know.
 */
export async function dispatch(request: IncomingRequest, origin: Origin, { cluster, apis, hooks, received }: Dispatch): Promise<void> {
  const { header, body } = request
  const { apiKey, apiVersion } = header
  const { nodeId, sasl, sendToken } = origin
  sasl?.admit(apiKey)
  const known = apis.get(apiKey)
  const isToken = sendToken !== undefined // a raw token needs no advertised version
  if (known === undefined || !(isToken || serves(known, apiVersion, cluster))) {
    if (known?.api.key !== ApiVersions.key || !cluster.advertised.has(apiKey)) throw unserved(request)
    received.note({ nodeId, header, message: decodeRequest(ApiVersions, 0, EMPTY) }, body.length)
    return request.answerBytes(encodeResponse(ApiVersions, 0, unsupportedApiVersions(cluster)))
  }
  const { api, handler } = known
  if (!request.is(api)) return
  const message = request.decode()
  const principal = sasl === undefined ? nameOf(origin) : sasl.principal
  const noted: ReceivedRequest<unknown> = { nodeId, header, message, ...(principal !== undefined && { principal }) }
  received.note(noted, body.length)
  const context: RequestContext = {
    ...origin,
    apiVersion,
    clientId: header.clientId ?? '',
    principal: principal ?? ANONYMOUS,
    cluster,
    isAllowed: () => true,
    get signal() {
      return request.signal
    }
  }
  const answer = await hooks.answer(apiKey, noted, () => {
    if (handler === undefined) throw unserved(request)
    return handler.answer(message, context)
  })
  if (answer === undefined || handler?.isOneWay?.(message)) return
  try {
    if (!isToken) request.answer(answer)
  } catch (error) {
    hooks.errors.note(error, noted) // the handlers make only answers that can be sent, so a hook made this one
    throw error
  }
  handler?.afterAnswer?.(answer, context)
}

const ANONYMOUS = 'User:ANONYMOUS'

const nameOf = ({ distinguishedName }: Origin): string | undefined => distinguishedName && `User:${distinguishedName}`

function serves({ api, handler }: KnownApi, version: number, { advertised }: ClusterState): boolean {
  const ranges = [advertised.get(api.key), handler?.served ?? { min: api.minVersion, max: api.maxVersion }]
  return ranges.every(range => range !== undefined && version >= range.min && version <= range.max)
}

function unserved({ header, api }: IncomingRequest): KafkaError {
  const { apiKey, apiVersion } = header
  const name = api?.name ?? `API ${apiKey}`
  return new KafkaError('KAFKA_PROTOCOL', `This testing broker does not answer ${name} v${apiVersion}`, { api: name, apiVersion })
}
