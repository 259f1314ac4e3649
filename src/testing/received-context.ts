import { apiKeys } from '../protocol/codes/index.ts'
import { encodeRequestHeader } from '../protocol/header.ts'
import type { IncomingRequest } from '../server/index.ts'
import type { RequestContext } from './apis/api-handler.ts'
import type { ClusterState } from './cluster-state.ts'
import type { FaultedRequest } from './faults/request-faults.ts'
import type { RequestTimer } from './security/request-times.ts'

/** The broker and the connection that received a request. */
export interface Origin
  extends Pick<RequestContext, 'nodeId' | 'endpointType' | 'clientHost' | 'clientPort' | 'connectionEnd' | 'sasl' | 'sendToken'> {
  /** The name in the client's certificate, if the broker asked for one. */
  readonly distinguishedName: string | undefined
  readonly mute: Mute
}

/** Until when a broker begins no request of a connection, by the clock of the cluster (KIP-219). */
export interface Mute {
  untilMs: number
}

interface Means {
  readonly cluster: ClusterState
  readonly principal: string
  /** The request as faults see it. It gets the time for which the connection is muted. */
  readonly faulted: FaultedRequest
  readonly timer: RequestTimer
}

// Kafka does not measure these.
const UNTIMED: readonly number[] = [apiKeys.SaslHandshake, apiKeys.SaslAuthenticate]

/**
 * The context of a request. A broker makes one for each request: an object of a class costs a
 * fortieth of an object literal with a spread and getters.
 */
export class ReceivedContext implements RequestContext {
  readonly nodeId: number
  readonly endpointType: RequestContext['endpointType']
  readonly clientHost: string
  readonly clientPort: number
  readonly connectionEnd: Promise<unknown>
  readonly sasl: RequestContext['sasl']
  readonly sendToken: RequestContext['sendToken']
  readonly apiVersion: number
  readonly clientId: string
  readonly principal: string
  readonly cluster: ClusterState
  // Handlers take these two out of the context.
  readonly isAllowed: RequestContext['isAllowed']
  readonly isAllowedSomewhere: RequestContext['isAllowedSomewhere']
  readonly #request: IncomingRequest
  readonly #faulted: FaultedRequest
  readonly #timer: RequestTimer

  constructor(request: IncomingRequest, origin: Origin, { cluster, principal, faulted, timer }: Means) {
    const { apiVersion, clientId } = request.header
    this.nodeId = origin.nodeId
    this.endpointType = origin.endpointType
    this.clientHost = origin.clientHost
    this.clientPort = origin.clientPort
    this.connectionEnd = origin.connectionEnd
    this.sasl = origin.sasl
    this.sendToken = origin.sendToken
    this.apiVersion = apiVersion
    this.clientId = clientId ?? ''
    this.principal = principal
    this.cluster = cluster
    this.#request = request
    this.#faulted = faulted
    this.#timer = timer
    const requester = { principal, host: origin.clientHost.slice(1) }
    this.isAllowed = (operation, type, name) => cluster.authorizer?.isAllowed(requester, operation, type, name) ?? true
    this.isAllowedSomewhere = (operation, type) => cluster.authorizer?.isAllowedSomewhere(requester, operation, type) ?? true
  }

  get requestBytes(): number {
    const { header, body } = this.#request
    return encodeRequestHeader(header).length + body.length
  }

  get timeThrottleMs(): number {
    return UNTIMED.includes(this.#request.header.apiKey) ? 0 : this.#timer.throttleTimeMs
  }

  get signal(): AbortSignal {
    return this.#request.signal
  }

  throttle(throttleTimeMs: number): void {
    this.#faulted.muteMs = Math.max(this.#faulted.muteMs ?? 0, throttleTimeMs)
  }
}
