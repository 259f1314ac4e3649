import { isKafkaError, KafkaError } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { decodeResponse, encodeRequest } from '../../protocol/message-codec.ts'
import { ApiVersions, type ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import type { Broker } from '../broker.ts'
import { type ClientSoftware, introductionOf } from '../client-software.ts'
import type { Connection } from '../connection.ts'
import type { ExpectedBroker } from '../connection-options.ts'
import type { BrokerVersions } from '../versions/broker-versions.ts'
import { NEWEST, type Negotiated, stepDown } from './version-ladder.ts'

// From these versions on, ApiVersions has these fields.
const CLIENT_SINCE = 3
const FEATURES_SINCE = 3
const EXPECTED_BROKER_SINCE = 5

type Told = Decoded<ApiVersionsResponse>

// Brokers of a cluster give the same answer, with 60 to 90 APIs, so the last one is kept.
// Connections whose answers are equal share one object of 10 KB.
let lastVersion: number | undefined
let lastBody = Buffer.alloc(0)
let lastTold: Told | undefined
// An encoder takes 0.7 KB, and all connections to unknown brokers send the same bytes.
let lastIntroduction: { readonly version: number; readonly software: ClientSoftware; readonly body: Uint8Array } | undefined

/** How ApiVersions is asked on one connection. */
export interface AskOptions {
  /** How long each answer may take, in milliseconds. */
  readonly timeoutMs: number
  readonly expect: ExpectedBroker
  readonly software: ClientSoftware
  /** The broker reads nothing for this time from now on (KIP-219). */
  onThrottle(throttleTimeMs: number): void
  /** The broker does not have the version that was asked: `next` is asked on this connection. */
  onRefusal(next: number): void
}

/**
 * Asks the broker which versions it speaks (KIP-35). Begins with `version` of ApiVersions and asks
 * again in older ones, on the same connection, as long as the broker answers that it does not have
 * the version. Rejects with the error of the connection, or with an error that says what the broker
 * answered instead.
 */
export async function negotiate(
  connection: Connection,
  versions: BrokerVersions,
  version: number,
  options: AskOptions
): Promise<Negotiated> {
  for (let at: number | undefined = version; at !== undefined; ) {
    const answer = await ask(connection, at, options)
    if (answer?.errorCode === errorCodes.NONE) {
      versions.learn(answer)
      noteConfirmation(connection, at, options)
      return judge(at, answer, at < version, options)
    }
    at = lower(at, answer)
    if (at !== undefined) options.onRefusal(at)
  }
  throw new Error('its answer to ApiVersions v0 is not a valid answer of any version of ApiVersions')
}

/**
 * Asks again in a newer version of ApiVersions, which the broker has listed. If it does not answer
 * in that version, what is known stays.
 */
export async function askAgain(connection: Connection, versions: BrokerVersions, version: number, options: AskOptions): Promise<void> {
  const answer = await ask(connection, version, options)
  if (answer?.errorCode !== errorCodes.NONE) return
  versions.learn(answer)
  noteConfirmation(connection, version, options)
}

// A broker that is not the expected one has refused.
function noteConfirmation({ broker }: Connection, version: number, { expect }: AskOptions): void {
  if (isTellingExpectation(version, expect)) Object.assign(broker, { isConfirmed: true })
}

// Kafka 4.4 refuses a cluster id without a node id, and a node id without a cluster id.
const isTellingExpectation = (version: number, { clusterId, nodeId }: ExpectedBroker): boolean =>
  version >= EXPECTED_BROKER_SINCE && clusterId !== undefined && nodeId !== undefined

// Resolves with undefined if the answer cannot be read: the broker does not have the version.
function ask(connection: Connection, version: number, options: AskOptions): Promise<Told | undefined> {
  const { timeoutMs, onThrottle } = options
  const request = { key: ApiVersions.key, version, body: introduction(version, options) }
  return connection.forward(request, { timeoutMs }).then(({ body }) => {
    const answer = readAnswer(version, body)
    if (answer !== undefined && answer.throttleTimeMs > 0) onThrottle(answer.throttleTimeMs)
    if (answer !== undefined && answer.errorCode !== errorCodes.NONE && answer.errorCode !== errorCodes.UNSUPPORTED_VERSION)
      throw refused(version, answer.errorCode, connection.broker)
    return answer
  })
}

// A version that the broker has refused is not asked again. What is worth another request are the
// features, which older versions do not have, and the confirmation that it is the expected broker.
function judge(version: number, answer: Told, hasRefused: boolean, { expect }: AskOptions): Negotiated {
  const offered = listedIn(answer)
  const newest = Math.min(offered ?? version, NEWEST)
  const isNewest = hasRefused || version === NEWEST || (offered !== undefined && offered <= version)
  const hasFeatures = version < FEATURES_SINCE && newest >= FEATURES_SINCE
  const hasConfirmation = isTellingExpectation(newest, expect) && !isTellingExpectation(version, expect)
  return { version, newer: (hasFeatures || hasConfirmation) && !hasRefused ? newest : undefined, isNewest }
}

const listedIn = (answer: Told | undefined): number | undefined =>
  answer?.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key)?.maxVersion

// Who the client is (KIP-511), and which broker it expects (KIP-1242).
function introduction(version: number, { software, expect }: AskOptions): Uint8Array {
  const client = version < CLIENT_SINCE ? {} : introductionOf(software)
  if (isTellingExpectation(version, expect)) return encodeRequest(ApiVersions, version, { ...client, ...expect })
  if (lastIntroduction?.version !== version || lastIntroduction.software !== software)
    lastIntroduction = { version, software, body: encodeRequest(ApiVersions, version, client) }
  return lastIntroduction.body
}

// A broker that does not have the version answers in v0 (KIP-511). Returns undefined if the answer
// cannot be read.
function readAnswer(version: number, body: Uint8Array): Told | undefined {
  const errorCode = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
  if (lastVersion === version && lastBody.equals(body)) return lastTold
  try {
    const told = decodeResponse(ApiVersions, errorCode === errorCodes.UNSUPPORTED_VERSION ? 0 : version, body)
    lastVersion = version
    lastBody = Buffer.from(body)
    lastTold = told
    return told
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
    // Some brokers answer with the error code alone, or in a version of their own.
    return undefined
  }
}

// The version only goes down: otherwise the two sides could go on for ever.
function lower(version: number, answer: Told | undefined): number | undefined {
  const offered = listedIn(answer)
  return offered !== undefined && offered < version && offered >= 0 ? offered : stepDown(version)
}

// A broker that is not the expected one answers REBOOTSTRAP_REQUIRED (KIP-1242). A caller that
// looks up the address again may find the right one, so the error is retriable.
function refused(apiVersion: number, errorCode: number, broker: Broker): KafkaError {
  const { name: errorName, meaning } = errorFor(errorCode)
  const who = errorCode === errorCodes.REBOOTSTRAP_REQUIRED ? ` ${expectation(broker)}` : ''
  const text = `it answered ApiVersions v${apiVersion} with error ${errorCode} ${errorName}: ${meaning}${who}`
  const details = {
    api: ApiVersions.name,
    apiVersion,
    delivery: 'answered',
    retriable: errorCode === errorCodes.REBOOTSTRAP_REQUIRED
  } as const
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName, path: 'errorCode', ...details })
}

// The answer does not say which broker it is, only that it is another one.
function expectation({ nodeId, clusterId, address }: Broker): string {
  const node = nodeId === undefined ? 'a broker' : `broker ${nodeId}`
  const cluster = clusterId === undefined ? '' : ` of cluster ${clusterId}`
  const where = address === undefined ? '' : ` at ${address}`
  return `Expected was ${node}${cluster}; the one that answered${where} is another broker, or belongs to another cluster, and does not say which.`
}
