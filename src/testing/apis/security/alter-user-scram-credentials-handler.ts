import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, scramMechanisms } from '../../../protocol/codes/index.ts'
import {
  AlterUserScramCredentials,
  type AlterUserScramCredentialsRequest,
  type AlterUserScramCredentialsRequestScramCredentialUpsertion,
  type AlterUserScramCredentialsResponse
} from '../../../protocol/messages/alter-user-scram-credentials.ts'
import type { SaslUsers } from '../../sasl/sasl-users.ts'
import { fromSalted, type ScramDigest } from '../../sasl/scram-credential.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of AlterUserScramCredentials. A change counts at once on all brokers, for the next
 * login. It does not change the passwords of PLAIN.
 */
export const alterUserScramCredentialsHandler: ApiHandler<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> = {
  api: AlterUserScramCredentials,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ deletions, upsertions }, context) {
    const { users } = context.cluster
    const changes: readonly Change[] = [...deletions, ...upsertions]
    const names = [...new Set(changes.map(({ name }) => name))]
    const denied = clusterRefusal(aclOperations.ALTER, context)
    if (denied !== undefined) return { results: names.map(user => ({ user, ...denied })) }
    // All changes are checked against the state before the request.
    const problems = new Map(
      names.map(user => [
        user,
        problemOf(
          changes.filter(({ name }) => name === user),
          users
        )
      ])
    )
    for (const change of changes) if (problems.get(change.name) === undefined) apply(change, users)
    return { results: names.map(user => ({ user, ...(problems.get(user) ?? { errorCode: errorCodes.NONE, errorMessage: null }) })) }
  }
}

type Upsertion = Decoded<AlterUserScramCredentialsRequestScramCredentialUpsertion>
type Change = Pick<Upsertion, 'name' | 'mechanism'> & Partial<Pick<Upsertion, 'iterations' | 'salt' | 'saltedPassword'>>

// Kafka's limits of both mechanisms.
const MIN_ITERATIONS = 4_096
const MAX_ITERATIONS = 16_384

const DIGESTS: ReadonlyMap<number, ScramDigest> = new Map([
  [scramMechanisms.SCRAM_SHA_256, 'sha256'],
  [scramMechanisms.SCRAM_SHA_512, 'sha512']
])

function problemOf(changes: readonly Change[], users: SaslUsers): Refusal | undefined {
  const mechanisms = changes.map(({ mechanism }) => mechanism)
  for (const { name, mechanism, iterations } of changes) {
    const digest = DIGESTS.get(mechanism)
    if (name === '') return refuse(errorCodes.UNACCEPTABLE_CREDENTIAL, 'Username must not be empty')
    if (digest === undefined) return refuse(errorCodes.UNSUPPORTED_SASL_MECHANISM, 'Unknown SCRAM mechanism')
    if (mechanisms.indexOf(mechanism) !== mechanisms.lastIndexOf(mechanism))
      return refuse(errorCodes.DUPLICATE_RESOURCE, 'A user credential cannot be altered twice in the same request')
    if (iterations === undefined && users.scramCredentialOf(name, digest) === undefined)
      return refuse(errorCodes.RESOURCE_NOT_FOUND, 'Attempt to delete a user credential that does not exist')
    if (iterations === undefined) continue
    if (iterations < MIN_ITERATIONS) return refuse(errorCodes.UNACCEPTABLE_CREDENTIAL, 'Too few iterations')
    if (iterations > MAX_ITERATIONS) return refuse(errorCodes.UNACCEPTABLE_CREDENTIAL, 'Too many iterations')
  }
  return undefined
}

function apply({ name, mechanism, iterations, salt, saltedPassword }: Change, users: SaslUsers): void {
  const digest = DIGESTS.get(mechanism)
  if (digest === undefined) return
  const isDeletion = iterations === undefined || salt === undefined || saltedPassword === undefined
  // The salt is copied, so that the credential does not keep the whole request in memory.
  users.alter(name, digest, isDeletion ? undefined : fromSalted(digest, Buffer.from(saltedPassword), Buffer.from(salt), iterations))
}
