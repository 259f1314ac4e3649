import { isKafkaError, KafkaError } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { decodeResponse, encodeRequest } from '../../protocol/message-codec.ts'
import { ApiVersions, type ApiVersionsRequest, type ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { VERSION } from '../../version.ts'
import type { Broker } from '../broker.ts'
import type { Connection } from '../connection.ts'
import type { ExpectedBroker } from '../connection-options.ts'
import type { BrokerVersions } from '../versions/broker-versions.ts'
import { NEWEST, type Negotiated, stepDown } from './version-ladder.ts'

/** Who we are, to brokers. */
export const CLIENT: { readonly clientSoftwareName: string; readonly clientSoftwareVersion: string } = {
  clientSoftwareName: 'kafkawire',
  clientSoftwareVersion: VERSION
}
const NONE = 0
const UNSUPPORTED_VERSION = 35
const REBOOTSTRAP_REQUIRED = 129

// ApiVersions has the finalized features from here on.
const WITH_FEATURES = 3

/** How one connection is asked. */
export interface AskOptions {
  /** How long each answer may take. */
  readonly timeoutMs: number
  readonly expect: ExpectedBroker
}

/**
 * Asks the broker which versions it speaks (KIP-35), from `version` downwards on one connection, as long as it answers that it lacks a version.
 * Rejects with the error of the connection, or with an error that says what the broker answered instead.
 */
export async function negotiate(
  connection: Connection,
  versions: BrokerVersions,
  version: number,
  options: AskOptions
): Promise<Negotiated> {
  for (let at: number | undefined = version; at !== undefined; ) {
    const answer = await ask(connection, at, options)
    if (answer?.errorCode === NONE) {
      versions.learn(answer)
      return judge(at, answer, at < version)
    }
    at = lower(at, answer)
  }
  throw new Error('it answered ApiVersions v0 with what no version of ApiVersions allows')
}

/** Asks again in a newer version, which the broker has listed. Where it does not answer in that version after all, what is known stays. */
export async function askAgain(connection: Connection, versions: BrokerVersions, version: number, options: AskOptions): Promise<void> {
  const answer = await ask(connection, version, options)
  if (answer?.errorCode === NONE) versions.learn(answer)
}

// Undefined where the answer cannot be read, which is that of a broker that lacks the version.
async function ask(
  connection: Connection,
  version: number,
  { timeoutMs, expect }: AskOptions
): Promise<Decoded<ApiVersionsResponse> | undefined> {
  const request = { key: ApiVersions.key, version, body: encodeRequest(ApiVersions, version, introduction(version, expect)) }
  const { body } = await connection.forward(request, { timeoutMs })
  const answer = readAnswer(version, body)
  if (answer !== undefined && answer.errorCode !== NONE && answer.errorCode !== UNSUPPORTED_VERSION)
    throw refused(version, answer.errorCode, connection.broker)
  return answer
}

// What the broker refused before by an answer is not asked again. Only features are worth another request.
function judge(version: number, answer: Decoded<ApiVersionsResponse>, hasRefused: boolean): Negotiated {
  const offered = listedIn(answer)
  const newest = Math.min(offered ?? version, NEWEST)
  const isNewest = hasRefused || version === NEWEST || (offered !== undefined && offered <= version)
  return { version, newer: version < WITH_FEATURES && newest >= WITH_FEATURES && !hasRefused ? newest : undefined, isNewest }
}

const listedIn = (answer: Decoded<ApiVersionsResponse> | undefined): number | undefined =>
  answer?.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key)?.maxVersion

// Who we are (KIP-511), and whom we take the broker for (KIP-1242).
function introduction(version: number, { clusterId, nodeId }: ExpectedBroker): ApiVersionsRequest {
  if (version < 3) return {}
  return version < 5 ? CLIENT : { ...CLIENT, clusterId, nodeId }
}

// A broker that lacks the version asked for answers in v0, whatever was asked (KIP-511). Undefined where nothing can be read.
function readAnswer(version: number, body: Uint8Array): Decoded<ApiVersionsResponse> | undefined {
  const [high = 0, low = 0] = body
  const errorCode = (high << 8) | low
  try {
    return decodeResponse(ApiVersions, errorCode === UNSUPPORTED_VERSION ? 0 : version, body)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
    // A broker may add nothing to the code, or code and list in a version of its own.
    return undefined
  }
}

// Only ever downwards, or two sides could go on for ever.
function lower(version: number, answer: Decoded<ApiVersionsResponse> | undefined): number | undefined {
  const offered = listedIn(answer)
  return offered !== undefined && offered < version && offered >= 0 ? offered : stepDown(version)
}

// A broker that is not the one expected says REBOOTSTRAP_REQUIRED (KIP-1242): whoever looks up again where that one is may well find it.
function refused(apiVersion: number, errorCode: number, broker: Broker): KafkaError {
  const { name: errorName, meaning } = errorFor(errorCode)
  const who = errorCode === REBOOTSTRAP_REQUIRED ? ` ${expectation(broker)}` : ''
  const text = `it answered ApiVersions v${apiVersion} with error ${errorCode} ${errorName}: ${meaning}${who}`
  const details = { api: ApiVersions.name, apiVersion, delivery: 'answered', retriable: errorCode === REBOOTSTRAP_REQUIRED } as const
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName, path: 'errorCode', ...details })
}

// The broker that answers does not say which one it is, only that it is another.
function expectation({ nodeId, clusterId, address }: Broker): string {
  const node = nodeId === undefined ? 'a broker' : `broker ${nodeId}`
  const cluster = clusterId === undefined ? '' : ` of cluster ${clusterId}`
  const where = address === undefined ? '' : ` at ${address}`
  return `Expected was ${node}${cluster}; the one that answered${where} is another broker, or belongs to another cluster, and does not say which.`
}
