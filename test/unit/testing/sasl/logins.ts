import { expect } from 'vitest'
import { type Connection, type ConnectionOptions, connect } from '../../../../src/index.ts'
import { SaslAuthenticate, type SaslAuthenticateResponse, SaslHandshake } from '../../../../src/messages.ts'
import type { Decoded } from '../../../../src/protocol/api.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

/** The users of the testing clusters, with their passwords. */
export const sasl: Readonly<Record<string, string>> = { alice: 'secret', bob: 'hush' }
export const ALICE: { readonly username: string; readonly password: string } = { username: 'alice', password: 'secret' }
export const NOTHING: Buffer = Buffer.alloc(0)
/** A Metadata request for all topics. */
export const ALL: { readonly topics: null } = { topics: null }
/** The messages of PLAIN by which the users log in. */
export const alicePlain: Buffer = Buffer.from('\0alice\0secret')
export const bobPlain: Buffer = Buffer.from('\0bob\0hush')

export const clientOf = (kafka: TestingCluster): Promise<RawClient> => connectRaw(kafka.broker(1).port)
export const open = (kafka: TestingCluster, options: Partial<ConnectionOptions>): Promise<Connection> =>
  connect({ host: kafka.bootstrap, ...options })
export const start = (options: TestingClusterOptions = {}): Promise<TestingCluster> => startTestingCluster({ sasl, ...options })

/** Authenticates with single requests. Returns the answer to the last one. */
export async function login(
  client: RawClient,
  token: Uint8Array = alicePlain,
  mechanism = 'PLAIN',
  version = 2
): Promise<Decoded<SaslAuthenticateResponse>> {
  expect(await client.call(SaslHandshake, 1, { mechanism })).toMatchObject({ errorCode: 0 })
  return client.call(SaslAuthenticate, version, { authBytes: token })
}
