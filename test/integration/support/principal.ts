import { type Connection, type Decoded, throwIfError } from '../../../src/index.ts'
import { CreateDelegationToken, type CreateDelegationTokenResponse } from '../../../src/messages.ts'

/** As whom the broker knows us: whoever asks for a delegation token owns it. */
export async function principalOf(connection: Connection): Promise<string> {
  const { principalType, principalName } = await makeDelegationToken(connection)
  return `${principalType}:${principalName}`
}

/** A delegation token (KIP-48) of whoever has authenticated. */
export async function makeDelegationToken(connection: Connection): Promise<Decoded<CreateDelegationTokenResponse>> {
  return throwIfError(await connection.send(CreateDelegationToken, { renewers: [], maxLifetimeMs: 60_000n }))
}
