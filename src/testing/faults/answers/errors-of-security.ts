import { AlterClientQuotas } from '../../../protocol/messages/alter-client-quotas.ts'
import { AlterUserScramCredentials } from '../../../protocol/messages/alter-user-scram-credentials.ts'
import { CreateAcls } from '../../../protocol/messages/create-acls.ts'
import { CreateDelegationToken } from '../../../protocol/messages/create-delegation-token.ts'
import { DeleteAcls } from '../../../protocol/messages/delete-acls.ts'
import { DescribeAcls } from '../../../protocol/messages/describe-acls.ts'
import { DescribeClientQuotas } from '../../../protocol/messages/describe-client-quotas.ts'
import { DescribeDelegationToken } from '../../../protocol/messages/describe-delegation-token.ts'
import { DescribeUserScramCredentials } from '../../../protocol/messages/describe-user-scram-credentials.ts'
import { ExpireDelegationToken } from '../../../protocol/messages/expire-delegation-token.ts'
import { RenewDelegationToken } from '../../../protocol/messages/renew-delegation-token.ts'
import { SaslAuthenticate } from '../../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake } from '../../../protocol/messages/sasl-handshake.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'

const NO_TIME = -1n

/** The answers with errors of APIs of authentication, access control, users and quotas. */
export const securityErrors: readonly ErrorAnswer[] = [
  errorAnswer(SaslHandshake, (_, errorCode) => ({ errorCode, mechanisms: [] })),
  errorAnswer(SaslAuthenticate, (_, errorCode) => ({ errorCode, errorMessage: null, authBytes: EMPTY })),
  errorAnswer(DescribeAcls, (_, errorCode) => ({ errorCode, errorMessage: null, resources: [] })),
  errorAnswer(CreateAcls, ({ creations }, errorCode) => ({ results: creations.map(() => ({ errorCode, errorMessage: null })) })),
  errorAnswer(DeleteAcls, ({ filters }, errorCode) => ({
    filterResults: filters.map(() => ({ errorCode, errorMessage: null, matchingAcls: [] }))
  })),
  errorAnswer(DescribeClientQuotas, (_, errorCode) => ({ errorCode, errorMessage: null, entries: null })),
  errorAnswer(AlterClientQuotas, ({ entries }, errorCode) => ({
    entries: entries.map(({ entity }) => ({ errorCode, errorMessage: null, entity }))
  })),
  errorAnswer(DescribeUserScramCredentials, (_, errorCode) => ({ errorCode, errorMessage: null, results: [] })),
  errorAnswer(AlterUserScramCredentials, ({ deletions, upsertions }, errorCode) => ({
    results: [...new Set([...deletions, ...upsertions].map(({ name }) => name))].map(user => ({ user, errorCode, errorMessage: null }))
  })),
  errorAnswer(CreateDelegationToken, (_, errorCode) => ({
    errorCode,
    principalType: '',
    principalName: '',
    issueTimestampMs: NO_TIME,
    expiryTimestampMs: NO_TIME,
    maxTimestampMs: NO_TIME,
    tokenId: '',
    hmac: EMPTY
  })),
  errorAnswer(RenewDelegationToken, (_, errorCode) => ({ errorCode, expiryTimestampMs: NO_TIME })),
  errorAnswer(ExpireDelegationToken, (_, errorCode) => ({ errorCode, expiryTimestampMs: NO_TIME })),
  errorAnswer(DescribeDelegationToken, (_, errorCode) => ({ errorCode, tokens: [] }))
]
