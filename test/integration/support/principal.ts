import { type Connection, type Decoded, throwIfError } from '../../../src/index.ts'
import { CreateDelegationToken, type CreateDelegationTokenResponse } from '../../../src/messages.ts'

/** The principal of a connection. The broker tells it as the owner of a new delegation token. */
export async function principalOf(connection: Connection): Promise<string> {
  const { principalType, principalName } = await makeDelegationToken(connection)
  return `${principalType}:${principalName}`
}

/** Makes a delegation token (KIP-48) for the principal of the connection. */
export async function makeDelegationToken(connection: Connection): Promise<Decoded<CreateDelegationTokenResponse>> {
  return throwIfError(await connection.send(CreateDelegationToken, { renewers: [], maxLifetimeMs: 60_000n }))
}
