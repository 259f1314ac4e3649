import { KafkaError } from '../errors.ts'
import { isRecord } from '../options.ts'
import type { Api, Decoded } from '../protocol/api.ts'
import { errorCodes } from '../protocol/codes/index.ts'
import { decodeRequest, encodeResponse } from '../protocol/message-codec.ts'
import { ApiVersions } from '../protocol/messages/api-versions.ts'
import { EMPTY } from '../protocol/primitives/reader.ts'
import type { IncomingRequest } from '../server/index.ts'
import type { ApiHandler, RequestContext } from './apis/api-handler.ts'
import { unsupportedApiVersions } from './apis/cluster/api-versions-handler.ts'
import { isControllerApi, isForActiveController } from './apis/controller-apis.ts'
import type { ClusterState } from './cluster-state.ts'
import type { ErrorAnswer } from './faults/answers/error-answer.ts'
import { errorAnswers } from './faults/answers/index.ts'
import { pause } from './faults/pause-request.ts'
import type { FaultedRequest, RequestFaults } from './faults/request-faults.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { ReceivedRequest } from './hooks/received-request.ts'
import type { ReceivedRequests } from './hooks/received-requests.ts'
import type { ClusterProfile } from './profiles/broker-profile.ts'
import type { Release } from './profiles/releases.ts'
import { type Origin, ReceivedContext } from './received-context.ts'
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
  readonly faults: RequestFaults
  readonly received: ReceivedRequests
  /** What a broker runs after a restart with this profile. */
  releaseOf(profile: ClusterProfile): Release
  /** How clients must authenticate; undefined if they need not. */
  readonly sasl: SaslSettings | undefined
}

/**
 * Answers a request that a broker received. If it throws, the connection is closed, as Kafka does
 * for a request that it does not know.
 */
export async function dispatch(request: IncomingRequest, origin: Origin, means: Dispatch): Promise<void> {
  const { cluster, apis, hooks, received } = means
  const { header, body } = request
  const { apiKey, apiVersion } = header
  const { nodeId, endpointType, sasl, sendToken, mute } = origin
  const muteMs = mute.untilMs - cluster.clock.nowMs
  if (muteMs > 0) await pause(muteMs, cluster.clock, request.signal)
  sasl?.admit(apiKey)
  const known = apis.get(apiKey)
  const isToken = sendToken !== undefined // a raw token needs no advertised version
  if (known === undefined || !(isToken || serves(known, apiVersion, origin, cluster))) {
    if (known?.api.key !== ApiVersions.key || cluster.releases.range(nodeId, apiKey) === undefined) throw unserved(request)
    received.note({ nodeId, header, message: decodeRequest(ApiVersions, 0, EMPTY) }, body.length)
    return request.answerBytes(encodeResponse(ApiVersions, 0, unsupportedApiVersions({ cluster, nodeId, endpointType })))
  }
  const { api, handler } = known
  if (!request.is(api)) return
  const message = request.decode()
  const principal = sasl === undefined ? nameOf(origin) : sasl.principal
  const noted: ReceivedRequest<unknown> = { nodeId, header, message, ...(principal !== undefined && { principal }) }
  received.note(noted, body.length)
  const unsupportedVersion = (): unknown => unsupportedApiVersions({ cluster, nodeId, endpointType })
  const faulted: FaultedRequest = { request: noted, cluster, unsupportedVersion, signal: () => request.signal }
  const timer = cluster.requestTimes.start({ nodeId, principal: principal ?? ANONYMOUS, clientId: header.clientId ?? '' })
  const context = new ReceivedContext(request, origin, { cluster, principal: principal ?? ANONYMOUS, faulted, timer })
  let own: unknown // the answer of the broker itself
  const answer = await means.faults.answer(faulted, changed => {
    const left = changed as Decoded<unknown> // what faults have left of the request
    return hooks.answer(apiKey, left === message ? noted : { ...noted, message: left }, async () => {
      if (handler === undefined) throw unserved(request)
      const pending =
        notActive(apiKey, origin, cluster)?.refuse(left, errorCodes.NOT_CONTROLLER, apiVersion) ?? handler.answer(left, context)
      timer.stop()
      own = withThrottle(await pending, context)
      return own
    })
  })
  if (answer === undefined) return
  if (faulted.muteMs !== undefined) mute.untilMs = Math.max(mute.untilMs, cluster.clock.nowMs + faulted.muteMs)
  if (handler?.isOneWay?.(message)) return closeIfFailed(faulted)
  try {
    if (!isToken) send(request, api, answer, faulted)
  } catch (error) {
    // A broker itself can fail to repeat a name: with its UTF-8 repaired it may be too long.
    if (answer !== own) hooks.errors.note(error, noted)
    throw error
  }
  handler?.afterAnswer?.(answer, context)
}

const ANONYMOUS = 'User:ANONYMOUS'

// How a controller that is not the active one refuses a request; undefined if it answers it.
function notActive(apiKey: number, { nodeId, endpointType }: Origin, { controllerId }: ClusterState): ErrorAnswer | undefined {
  const answersItself = endpointType === 'broker' || nodeId === controllerId || !isForActiveController(apiKey)
  return answersItself ? undefined : errorAnswers.get(apiKey)
}

/** The answer with the throttle time of `request_percentage`, if the client is above its quota. */
function withThrottle(answer: unknown, context: RequestContext): unknown {
  const { timeThrottleMs } = context
  if (timeThrottleMs === 0 || !isRecord(answer)) return answer
  context.throttle(timeThrottleMs)
  return { ...answer, throttleTimeMs: Math.max(timeThrottleMs, Number(answer['throttleTimeMs'] ?? 0)) }
}

const nameOf = ({ distinguishedName }: Origin): string | undefined => distinguishedName && `User:${distinguishedName}`

function send(request: IncomingRequest, api: Api<unknown, unknown>, answer: unknown, { spoil, answerVersion }: FaultedRequest): void {
  if (spoil === undefined && answerVersion === undefined) {
    if (request.is(api)) request.answer(answer)
    return
  }
  const bytes = encodeResponse(api, answerVersion ?? request.header.apiVersion, answer)
  request.answerBytes(spoil?.(bytes) ?? bytes)
}

// A producer that waits for no answer is told of an error by the end of its connection, as in
// Kafka.
function closeIfFailed({ isFailed }: FaultedRequest): void {
  if (isFailed) throw new Error('A fault has failed a request that has no answer')
}

function serves({ api, handler }: KnownApi, version: number, { nodeId, endpointType }: Origin, { releases }: ClusterState): boolean {
  if (endpointType === 'controller' && !isControllerApi(api.key)) return false
  const ranges = [releases.range(nodeId, api.key), handler?.served ?? { min: api.minVersion, max: api.maxVersion }]
  return ranges.every(range => range !== undefined && version >= range.min && version <= range.max)
}

function unserved({ header, api }: IncomingRequest): KafkaError {
  const { apiKey, apiVersion } = header
  const name = api?.name ?? `API ${apiKey}`
  return new KafkaError('KAFKA_PROTOCOL', `This testing broker does not answer ${name} v${apiVersion}`, { api: name, apiVersion })
}
