import { type Address, formatAddress } from '../../conn/address.ts'
import { type Connection, connect, errorCodes } from '../../index.ts'
import { ApiVersions, apiByKey, encodeResponse, type RequestHeader, SaslAuthenticate, SaslHandshake } from '../../messages.ts'
import { Reader } from '../../protocol/primitives/reader.ts'
import { messageOf } from '../../type-checks.ts'
import type { ConnectionSettings } from '../connection/connection-settings.ts'
import { isAnswered } from './read-message.ts'
import type { Upstream } from './upstream.ts'

const FOREVER = Number.POSITIVE_INFINITY
const NO_TAGS = Buffer.of(0)
const SASL_KEYS: readonly number[] = [SaslHandshake.key, SaslAuthenticate.key]

/** A connection that the proxy has authenticated, for clients that do not authenticate. */
export class LoggedInUpstream implements Upstream {
  readonly closed: Promise<string>
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    this.closed = connection.closed.then(({ reason }) => `the connection to ${formatAddress(connection.broker)} ended: ${reason}`)
  }

  async exchange(header: RequestHeader, body: Uint8Array): Promise<Uint8Array | undefined> {
    const { apiKey: key, apiVersion: version } = header
    if (SASL_KEYS.includes(key))
      throw new Error('the client authenticates, and --sasl does so already: leave out --sasl, or let the client use PLAINTEXT')
    const { min, max } = this.#connection.versions.of(ApiVersions) ?? { min: 0, max: 0 }
    if (key === ApiVersions.key && (version < min || version > max)) return refusedVersion(min, max)
    const isKnown = apiByKey(key) !== undefined
    const answer = await this.#connection.forward({ key, version, body: isKnown ? body : withoutTags(body) })
    if (!isAnswered(header, body)) return undefined
    return isKnown ? answer.body : Buffer.concat([NO_TAGS, answer.body])
  }

  close(): void {
    void this.#connection.close({ timeoutMs: 1 })
  }
}

// KIP-511: the answer has version 0, and lists the versions of ApiVersions.
function refusedVersion(minVersion: number, maxVersion: number): Uint8Array {
  const apiKeys = [{ apiKey: ApiVersions.key, minVersion, maxVersion }]
  return encodeResponse(ApiVersions, 0, { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys })
}

// The header of an API that this package does not know is read up to the client id. What follows
// are the tagged fields of a flexible header, which the connection writes itself.
function withoutTags(body: Uint8Array): Uint8Array {
  const reader = new Reader(body)
  reader.unknownTags()
  return body.subarray(reader.offset)
}

/** Connects to the first of the servers that accepts a connection and the credentials. */
export async function openLoggedInUpstream(
  servers: readonly Address[],
  { connection, timeoutMs }: ConnectionSettings,
  clientId: string | null | undefined,
  signal: AbortSignal
): Promise<Upstream> {
  const problems: string[] = []
  for (const { host, port } of servers) {
    try {
      // The client decides how long it waits.
      const timeouts = { connectMs: timeoutMs, requestMs: FOREVER, idleMs: FOREVER }
      const name = clientId || connection.clientId
      return new LoggedInUpstream(await connect({ ...connection, ...(name && { clientId: name }), host, port, timeouts, signal }))
    } catch (error) {
      problems.push(messageOf(error))
    }
  }
  throw new Error(problems.join('; '))
}
