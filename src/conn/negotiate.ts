import { isKafkaError, KafkaError } from '../errors.ts'
import type { Decoded } from '../protocol/api.ts'
import { decodeResponse, encodeRequest } from '../protocol/codec.ts'
import { errorFor } from '../protocol/error-codes.ts'
import { ApiVersions, type ApiVersionsRequest, type ApiVersionsResponse } from '../protocol/messages/api-versions.ts'
import { VERSION } from '../version.ts'
import type { Connection } from './connection.ts'
import type { ExpectedBroker } from './options.ts'
import type { BrokerVersions } from './versions.ts'

const CLIENT = { clientSoftwareName: 'kafkawire', clientSoftwareVersion: VERSION }
const UNSUPPORTED_VERSION = 35
const REBOOTSTRAP_REQUIRED = 129

/** The newest version of ApiVersions that this driver speaks: where the ladder begins. */
export const NEWEST: number = ApiVersions.maxVersion

/** The next step down where a broker gives no hint of its own: v3 is as far back as most go astray (KIP-511), v0 everyone speaks. */
export function stepDown(version: number): number | undefined {
  if (version > 3) return 3
  return version > 0 ? 0 : undefined
}

/**
 * Asks the broker which versions it speaks (KIP-35), from `version` downwards on one connection, and returns the one that it answered.
 * Rejects with what befell the connection, or with a plain error that says what the broker answered instead.
 */
export async function negotiate(
  connection: Connection,
  versions: BrokerVersions,
  version: number,
  timeoutMs: number,
  expect: ExpectedBroker
): Promise<number> {
  for (let at: number | undefined = version; at !== undefined; ) {
    const request = { key: ApiVersions.key, version: at, body: encodeRequest(ApiVersions, at, introduction(at, expect)) }
    const { body } = await connection.forward(request, { timeoutMs })
    const answer = readAnswer(at, body)
    if (answer?.errorCode === 0) {
      versions.learn(answer)
      return at
    }
    if (answer !== undefined && answer.errorCode !== UNSUPPORTED_VERSION) throw refused(at, answer.errorCode)
    at = lower(at, answer)
  }
  throw new Error('it answered ApiVersions v0 with what no version of ApiVersions allows')
}

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
  const offered = answer?.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key)
  if (offered !== undefined && offered.maxVersion < version && offered.maxVersion >= 0) return offered.maxVersion
  return stepDown(version)
}

// A broker that is not the one expected says REBOOTSTRAP_REQUIRED (KIP-1242): whoever looks up again where that one is may well find it.
function refused(apiVersion: number, errorCode: number): KafkaError {
  const { name: errorName, meaning } = errorFor(errorCode)
  const text = `it answered ApiVersions v${apiVersion} with error ${errorCode} ${errorName}: ${meaning}`
  const details = { api: ApiVersions.name, apiVersion, delivery: 'answered', retriable: errorCode === REBOOTSTRAP_REQUIRED } as const
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName, path: 'errorCode', ...details })
}
