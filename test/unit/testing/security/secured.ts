import { CreateAcls, type CreateAclsRequestAclCreation, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { aclOperations, aclPermissions, patternTypes, resourceTypes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

type Creation = CreateAclsRequestAclCreation

/** A cluster that checks ACLs, with the users `admin`, who may do everything, `alice` and `bob`. */
export function startSecured(options: TestingClusterOptions = {}): Promise<TestingCluster> {
  const sasl = { admin: 'secret', alice: 'secret', bob: 'secret' }
  return startTestingCluster({ sasl, authorizer: { superUsers: ['User:admin'] }, topics: { t: 2 }, ...options })
}

/** Connects as one of the users, whose password is `secret`. */
export async function as(kafka: TestingCluster, user: string): Promise<RawClient> {
  const client = await connectRaw(kafka.broker(1).port)
  await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })
  const { errorCode } = await client.call(SaslAuthenticate, 2, { authBytes: Buffer.from(`\0${user}\0secret`) })
  if (errorCode !== 0) throw new Error(`${user} was refused with error ${errorCode}`)
  return client
}

/** An ACL that lets alice do something to the topic `t`, with changes. */
export const acl = (over: Partial<Creation> = {}): Creation => ({
  resourceType: resourceTypes.TOPIC,
  resourceName: 't',
  resourcePatternType: patternTypes.LITERAL,
  principal: 'User:alice',
  host: '*',
  operation: aclOperations.READ,
  permissionType: aclPermissions.ALLOW,
  ...over
})

/** Adds ACLs as the user `admin`, and returns the error codes. */
export async function add(kafka: TestingCluster, ...creations: Creation[]): Promise<number[]> {
  using admin = await as(kafka, 'admin')
  const { results } = await admin.call(CreateAcls, 3, { creations })
  return results.map(({ errorCode }) => errorCode)
}
