import { describe, expect, test } from 'vitest'
import {
  CreateAcls,
  type CreateAclsRequestAclCreation,
  DeleteAcls,
  DescribeAcls,
  type DescribeAclsRequest,
  type DescribeAclsResponse
} from '../../../../src/messages.ts'
import type { Decoded } from '../../../../src/protocol/api.ts'
import { aclOperations, aclPermissions, errorCodes, patternTypes, resourceTypes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { acl, add, as, startSecured } from './secured.ts'

const { ANY, LITERAL, MATCH, PREFIXED } = patternTypes
const EVERYTHING = {
  resourceTypeFilter: resourceTypes.ANY,
  resourceNameFilter: null,
  patternTypeFilter: ANY,
  principalFilter: null,
  hostFilter: null,
  operation: aclOperations.ANY,
  permissionType: aclPermissions.ANY
} satisfies DescribeAclsRequest

const namesIn = ({ resources }: Decoded<DescribeAclsResponse>): string[] => resources.map(({ resourceName }) => resourceName)

describe('the ACLs of a testing cluster', () => {
  test.each([1, 2, 3])('an ACL is created, described and deleted in version %i', async version => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    const filter = EVERYTHING
    const { results } = await admin.call(CreateAcls, version, { creations: [acl(), acl(), acl({ operation: aclOperations.WRITE })] })
    const described = await admin.call(DescribeAcls, version, filter)
    const deleted = await admin.call(DeleteAcls, version, { filters: [{ ...filter, operation: aclOperations.READ }, filter] })

    expect(results).toMatchObject([{ errorCode: 0, errorMessage: null }, { errorCode: 0 }, { errorCode: 0 }])
    expect(described).toMatchObject({ errorCode: 0, errorMessage: null })
    expect(described.resources).toMatchObject([
      {
        ...{ resourceType: resourceTypes.TOPIC, resourceName: 't', patternType: LITERAL },
        acls: [
          { principal: 'User:alice', host: '*', operation: aclOperations.READ, permissionType: aclPermissions.ALLOW },
          { operation: aclOperations.WRITE }
        ]
      }
    ])
    expect(deleted.filterResults.map(({ errorCode, matchingAcls }) => [errorCode, matchingAcls.length])).toEqual([
      [0, 1],
      [0, 2]
    ])
    expect(deleted.filterResults[0]?.matchingAcls[0]).toMatchObject({ errorCode: 0, resourceName: 't', patternType: LITERAL })
    expect((await admin.call(DescribeAcls, version, filter)).resources).toEqual([])
  })

  test('version 0 serves an old client if the cluster advertises it', async () => {
    await using kafka = await startSecured({ versions: { CreateAcls: [0, 0], DescribeAcls: [0, 0], DeleteAcls: [0, 0] } })
    using admin = await as(kafka, 'admin')
    const filter = { ...EVERYTHING, patternTypeFilter: LITERAL }

    expect((await admin.call(CreateAcls, 0, { creations: [acl()] })).results).toMatchObject([{ errorCode: 0 }])
    expect((await admin.call(DescribeAcls, 0, filter)).resources).toMatchObject([
      { resourceName: 't', acls: [{ principal: 'User:alice' }] }
    ])
    expect((await admin.call(DeleteAcls, 0, { filters: [filter] })).filterResults).toMatchObject([
      { matchingAcls: [{ resourceName: 't' }] }
    ])
  })

  test.each([
    ['all', {}, ['t', 'ta', 't', '*', 'g']],
    ['a type', { resourceTypeFilter: resourceTypes.GROUP }, ['g']],
    ['a literal name', { resourceNameFilter: 't', patternTypeFilter: LITERAL }, ['t']],
    ['a prefix', { resourceNameFilter: 't', patternTypeFilter: PREFIXED }, ['t']],
    ['a name in any pattern', { resourceNameFilter: 't' }, ['t', 't']],
    ['the ACLs that apply to a name', { resourceNameFilter: 'ta', patternTypeFilter: MATCH }, ['ta', 't', '*']],
    ['the ACLs that apply to the name *', { resourceNameFilter: '*', patternTypeFilter: MATCH }, ['*']],
    ['any pattern type of a name that only a prefix covers', { resourceNameFilter: 'tb' }, []],
    ['a principal', { principalFilter: 'User:bob' }, ['ta']],
    ['a host', { hostFilter: '10.0.0.1' }, ['ta']],
    ['the host *', { hostFilter: '*', resourceNameFilter: 'ta' }, []],
    ['an operation', { operation: aclOperations.DELETE }, ['g']],
    ['a permission', { permissionType: aclPermissions.DENY }, ['g']]
  ] as const)('a filter selects %s', async (_, over, names) => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    await add(
      kafka,
      acl(),
      acl({ resourceName: 'ta', principal: 'User:bob', host: '10.0.0.1' }),
      acl({ resourcePatternType: PREFIXED }),
      acl({ resourceName: '*' }),
      acl({
        ...{ resourceType: resourceTypes.GROUP, resourceName: 'g' },
        ...{ operation: aclOperations.DELETE, permissionType: aclPermissions.DENY }
      })
    )

    expect(namesIn(await admin.call(DescribeAcls, 3, { ...EVERYTHING, ...over }))).toEqual(names)
  })

  test.each([
    [{ resourceName: '' }, 'Invalid empty resource name'],
    [{ resourceType: resourceTypes.CLUSTER, resourceName: 'x' }, 'The only valid name for the CLUSTER resource is kafka-cluster'],
    [{ resourceType: resourceTypes.ANY }, 'Invalid resourceType 1'],
    [{ resourcePatternType: MATCH as 3 }, 'Invalid patternType 2'],
    [{ operation: aclOperations.ANY }, 'Invalid operation 1'],
    [{ permissionType: aclPermissions.ANY as unknown as 2 }, 'Invalid permissionType 1'],
    [{ principal: 'alice' }, 'Could not parse principal from `alice`']
  ] satisfies [Partial<CreateAclsRequestAclCreation>, string][])(
    'the ACL with %j is refused, and the one beside it is added',
    async (over, text) => {
      await using kafka = await startSecured()
      using admin = await as(kafka, 'admin')
      const { results } = await admin.call(CreateAcls, 3, { creations: [acl(over), acl({ resourceName: 'other' })] })

      expect(results).toMatchObject([
        { errorCode: errorCodes.INVALID_REQUEST, errorMessage: expect.stringContaining(text) },
        { errorCode: 0 }
      ])
      expect(namesIn(await admin.call(DescribeAcls, 3, EVERYTHING))).toEqual(['other'])
    }
  )

  test('a filter with an unknown code closes the connection', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    admin.send(DescribeAcls, 3, { ...EVERYTHING, operation: 99 })

    expect(await admin.frame()).toBeUndefined()
  })

  test('without an authorizer, the APIs of ACLs answer SECURITY_DISABLED', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const { SECURITY_DISABLED: errorCode } = errorCodes

    expect((await client.call(CreateAcls, 3, { creations: [acl(), acl()] })).results).toMatchObject([{ errorCode }, { errorCode }])
    expect(await client.call(DescribeAcls, 3, EVERYTHING)).toMatchObject({
      errorCode,
      errorMessage: 'No Authorizer is configured on the broker'
    })
    expect((await client.call(DeleteAcls, 3, { filters: [EVERYTHING] })).filterResults).toMatchObject([{ errorCode, matchingAcls: [] }])
  })

  test('a user without rights on the cluster may neither see nor change ACLs', async () => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const { CLUSTER_AUTHORIZATION_FAILED: errorCode } = errorCodes

    expect((await alice.call(CreateAcls, 3, { creations: [acl()] })).results).toMatchObject([{ errorCode }])
    expect(await alice.call(DescribeAcls, 3, EVERYTHING)).toMatchObject({ errorCode })
    expect((await alice.call(DeleteAcls, 3, { filters: [EVERYTHING] })).filterResults).toMatchObject([{ errorCode }])

    await add(kafka, acl({ resourceType: resourceTypes.CLUSTER, resourceName: 'kafka-cluster', operation: aclOperations.ALTER }))
    expect((await alice.call(CreateAcls, 3, { creations: [acl()] })).results).toMatchObject([{ errorCode: 0 }])
    expect(await alice.call(DescribeAcls, 3, EVERYTHING)).toMatchObject({ errorCode: 0 }) // ALTER implies DESCRIBE
  })
})
