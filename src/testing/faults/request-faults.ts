import { isRecord } from '../../options.ts'
import type { Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { Fetch, type FetchRequest } from '../../protocol/messages/fetch.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { SaslAuthenticate } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake } from '../../protocol/messages/sasl-handshake.ts'
import { ShareFetch } from '../../protocol/messages/share-fetch.ts'
import type { ReceivedRequest } from '../hooks/received-request.ts'
import type { TestingClock } from '../testing-clock.ts'
import { amendFetch, amendMetadata, type Handle } from './amended-answers.ts'
import { errorAnswers } from './answers/index.ts'
import { corruptBytes, corruptRecords } from './corruption.ts'
import { pause } from './pause-request.ts'
import { apiNamed, codeOf, type RequestFault, type RequestFaultAction } from './request-fault.ts'
import { namesGroup, namesTopic, type TopicNames, topicOf } from './request-subjects.ts'
import { seededRandom } from './seeded-random.ts'
import { refuseNamed } from './split-request.ts'

interface SetFault {
  readonly fault: RequestFault
  readonly apiKey: number | undefined
  readonly random: () => number
  timesLeft: number
}

/** What faults need to know of the cluster that they strike. */
export interface FaultedCluster {
  readonly clock: TestingClock
  readonly topics: TopicNames
}

/** A request on its way through the faults, and what they do to its answer. */
export interface FaultedRequest {
  readonly request: ReceivedRequest<unknown>
  readonly cluster: FaultedCluster
  /** The answer to an ApiVersions in a version that the broker does not have (KIP-511). */
  readonly unsupportedVersion: () => unknown
  /** Called when a fault strikes the request. */
  readonly onStruck?: ((fault: RequestFault) => void) | undefined
  /** Aborts when the connection ends. */
  readonly signal: () => AbortSignal
  /** Changes the bytes of the answer. */
  spoil?: ((bytes: Uint8Array) => Uint8Array) | undefined
  /** Whether a fault made an answer with an error. */
  isFailed?: boolean
  /** The version to encode the answer in, if it is not that of the request. */
  answerVersion?: number | undefined
  /** For this time, no other request of the connection is read. */
  muteMs?: number | undefined
}

const LOGINS: readonly number[] = [SaslHandshake.key, SaslAuthenticate.key]
const OPENING: readonly number[] = [ApiVersions.key, ...LOGINS]
const WITH_RECORDS: readonly number[] = [Fetch.key, ShareFetch.key]

/** The faults of requests that are set on a cluster. */
export class RequestFaults {
  #faults: readonly SetFault[] = []

  /** Sets a fault before all others. Returns a function that removes it. */
  set(fault: RequestFault): () => void {
    const entry: SetFault = {
      fault,
      apiKey: fault.api === undefined ? undefined : apiNamed(fault.api)?.key,
      random: seededRandom(fault.seed ?? 1),
      timesLeft: fault.times ?? Number.POSITIVE_INFINITY
    }
    this.#faults = [entry, ...this.#faults]
    return () => {
      entry.timesLeft = 0
      this.#faults = this.#faults.filter(each => each !== entry)
    }
  }

  /** Removes all faults. */
  clear(): void {
    for (const entry of this.#faults) entry.timesLeft = 0
    this.#faults = []
  }

  /**
   * The answer to a request, with all faults that strike it, the newest first. Without a fault it
   * is what `handle` returns. Throws to close the connection.
   */
  async answer(faulted: FaultedRequest, handle: Handle): Promise<unknown> {
    if (this.#faults.length === 0) return handle(faulted.request.message)
    const applying = this.#faults.filter(entry => applies(entry, faulted))
    const run = async (index: number, message: unknown): Promise<unknown> => {
      const entry = applying[index]
      if (entry === undefined) return handle(message)
      if (entry.timesLeft <= 0 || entry.random() >= (entry.fault.probability ?? 1)) return run(index + 1, message)
      entry.timesLeft--
      return strike(entry, faulted, message, next => run(index + 1, next))
    }
    return run(0, faulted.request.message)
  }
}

function applies({ apiKey: wantedKey, fault }: SetFault, { request, cluster }: FaultedRequest): boolean {
  const { nodeId, topic, group, clientId, do: action } = fault
  const { header, message } = request
  const { apiKey } = header
  if (wantedKey !== undefined && wantedKey !== apiKey) return false
  if (nodeId !== undefined && nodeId !== request.nodeId) return false
  if (clientId !== undefined && clientId !== header.clientId) return false
  if (group !== undefined && !namesGroup(apiKey, message, group)) return false
  if (topic !== undefined && !namesTopic(apiKey, message, topic, cluster.topics) && !isQuietFetch(apiKey, message)) return false
  if (wantedKey === undefined && isRecord(action) && 'error' in action) return !OPENING.includes(apiKey)
  // Kafka does not throttle them: their answers have no field for it.
  if (wantedKey === undefined && isRecord(action) && 'throttleMs' in action) return !LOGINS.includes(apiKey)
  return true
}

// Within a session, a Fetch names only the partitions that have changed (KIP-227). The answer tells
// which topics it is about.
function isQuietFetch(apiKey: number, message: unknown): boolean {
  return apiKey === Fetch.key && (message as Decoded<FetchRequest>).topics.length === 0
}

async function strike(entry: SetFault, faulted: FaultedRequest, message: unknown, next: Handle): Promise<unknown> {
  const { do: action } = entry.fault
  const { cluster, request } = faulted
  const { apiKey } = request.header
  if (!mayMiss(action, apiKey)) faulted.onStruck?.(entry.fault)
  if (action === 'disconnect') throw new Error('A fault closes this connection')
  if (action === 'blackhole') return untilAborted(faulted.signal())
  if (action === 'corrupt') {
    const answer = await next(message)
    if (!WITH_RECORDS.includes(apiKey)) {
      faulted.spoil = bytes => corruptBytes(bytes, entry.random)
      return answer
    }
    const corrupted = corruptRecords(answer, entry.random)
    if (corrupted === undefined)
      entry.timesLeft++ // there was nothing to strike
    else faulted.onStruck?.(entry.fault)
    return corrupted ?? answer
  }
  if ('delayMs' in action) {
    await pause(action.delayMs, cluster.clock, faulted.signal())
    return next(message)
  }
  if ('throttleMs' in action) {
    const answer = await next(message)
    faulted.muteMs = Math.max(faulted.muteMs ?? 0, action.throttleMs)
    return isRecord(answer) ? { ...answer, throttleTimeMs: Math.ceil(faulted.muteMs) } : answer
  }
  const strikes = (topic: unknown): boolean => entry.fault.topic === undefined || topicOf(topic, cluster.topics) === entry.fault.topic
  return fail(entry, codeOf(action.error), faulted, message, strikes, next)
}

// Whether only the answer shows if there is something to strike.
const mayMiss = (action: RequestFaultAction, apiKey: number): boolean =>
  action === 'corrupt' ? WITH_RECORDS.includes(apiKey) : isRecord(action) && 'error' in action

async function fail(
  entry: SetFault,
  errorCode: number,
  faulted: FaultedRequest,
  message: unknown,
  strikes: (topic: unknown) => boolean,
  next: Handle
): Promise<unknown> {
  const { cluster, request } = faulted
  const { apiKey, apiVersion } = request.header
  if (apiKey === ApiVersions.key && errorCode === errorCodes.UNSUPPORTED_VERSION) {
    faulted.answerVersion = 0 // the one version that every client can read (KIP-511)
    faulted.onStruck?.(entry.fault)
    return faulted.unsupportedVersion()
  }
  if (apiKey === Metadata.key || apiKey === Fetch.key) {
    const answer =
      apiKey === Metadata.key
        ? await amendMetadata(message, errorCode, apiVersion, strikes, next)
        : await amendFetch(message as Decoded<FetchRequest>, errorCode, strikes, next)
    if (answer !== undefined && !hasError(answer, errorCode))
      entry.timesLeft++ // nothing in it is of the topic
    else faulted.onStruck?.(entry.fault)
    return answer
  }
  const known = errorAnswers.get(apiKey)
  if (known === undefined) return next(message)
  faulted.isFailed = true
  faulted.onStruck?.(entry.fault)
  return refuseNamed(known, message, errorCode, apiVersion, entry.fault, cluster.topics, next)
}

const hasError = (answer: unknown, errorCode: number): boolean =>
  isRecord(answer) &&
  (answer['errorCode'] === errorCode ||
    Object.values(answer).some(value => Array.isArray(value) && value.some(each => hasError(each, errorCode))))

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
