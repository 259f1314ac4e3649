import { aclOperations, errorCodes, scramMechanisms } from '../../../protocol/codes/index.ts'
import {
  type DescribeUserScramCredentialsResponseCredentialInfo as CredentialInfo,
  DescribeUserScramCredentials,
  type DescribeUserScramCredentialsRequest,
  type DescribeUserScramCredentialsResponse
} from '../../../protocol/messages/describe-user-scram-credentials.ts'
import type { SaslUsers } from '../../sasl/sasl-users.ts'
import { refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/** The handler of DescribeUserScramCredentials. Users of the option `sasl` have both mechanisms. */
export const describeUserScramCredentialsHandler: ApiHandler<DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse> = {
  api: DescribeUserScramCredentials,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ users }, context) {
    const refusal = clusterRefusal(aclOperations.DESCRIBE, context)
    if (refusal !== undefined) return { ...refusal, results: [] }
    const known = context.cluster.users
    const named = users?.map(({ name }) => name) ?? []
    const wanted = named.length > 0 ? named : known.names.filter(name => infosOf(name, known).length > 0)
    const describe = (user: string): DescribeUserScramCredentialsResponse['results'][number] => {
      const isRepeated = wanted.indexOf(user) !== wanted.lastIndexOf(user)
      if (isRepeated) return { user, ...refuse(errorCodes.DUPLICATE_RESOURCE, REPEATED + user), credentialInfos: [] }
      const credentialInfos = infosOf(user, known)
      if (credentialInfos.length === 0) return { user, ...refuse(errorCodes.RESOURCE_NOT_FOUND, MISSING + user), credentialInfos }
      return { user, ...OK, credentialInfos }
    }
    return { ...OK, results: [...new Set(wanted)].map(describe) }
  }
}

const OK = { errorCode: errorCodes.NONE, errorMessage: '' }
const REPEATED = 'Cannot describe SCRAM credentials for the same user twice in a single request: '
const MISSING = 'Attempt to describe a user credential that does not exist: '

function infosOf(user: string, users: SaslUsers): CredentialInfo[] {
  const { SCRAM_SHA_256, SCRAM_SHA_512 } = scramMechanisms
  const credentials = [
    [SCRAM_SHA_256, users.scramCredentialOf(user, 'sha256')],
    [SCRAM_SHA_512, users.scramCredentialOf(user, 'sha512')]
  ] as const
  return credentials.flatMap(([mechanism, credential]) => (credential ? { mechanism, iterations: credential.iterations } : []))
}
