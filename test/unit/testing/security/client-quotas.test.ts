import { describe, expect, test } from 'vitest'
import { AlterClientQuotas, type AlterClientQuotasRequestEntryData, DescribeClientQuotas } from '../../../../src/messages.ts'
import { errorCodes, quotaMatchTypes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { as, startSecured } from './secured.ts'

type Entity = AlterClientQuotasRequestEntryData['entity']

const { EXACT, DEFAULT, SPECIFIED } = quotaMatchTypes
const { INVALID_REQUEST, UNSUPPORTED_VERSION } = errorCodes

const of = (names: Record<string, string | null>): Entity =>
  Object.entries(names).map(([entityType, entityName]) => ({ entityType, entityName }))

const quota = (names: Record<string, string | null>, values: Record<string, number>): AlterClientQuotasRequestEntryData => ({
  entity: of(names),
  ops: Object.entries(values).map(([key, value]) => ({ key, value }))
})

async function alter(client: RawClient, entries: AlterClientQuotasRequestEntryData[], version = 1): Promise<[number, string | null][]> {
  const answer = await client.call(AlterClientQuotas, version, { entries })
  return answer.entries.map(({ errorCode, errorMessage }) => [errorCode, errorMessage])
}

async function described(client: RawClient, components: [string, number, string?][], strict = false, version = 1): Promise<unknown> {
  const filter = components.map(([entityType, matchType, match = null]) => ({ entityType, matchType: matchType as 0, match }))
  const { errorCode, entries } = await client.call(DescribeClientQuotas, version, { components: filter, strict })
  if (entries === null) return errorCode
  return entries.map(({ entity }) => entity.map(({ entityType, entityName }) => `${entityType}=${entityName}`).join())
}

describe('the client quotas of a testing cluster', () => {
  test.each([0, 1])('are described as they were set, in version %i', async version => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(1).port)
    using other = await connectRaw(kafka.broker(2).port)
    const both = { 'client-id': 'c', user: null }
    const values = { producer_byte_rate: 1_000, request_percentage: 12.5 }

    expect(await alter(client, [quota(both, values), quota({ ip: '::1' }, { connection_creation_rate: 3 })], version)).toEqual([
      [0, null],
      [0, null]
    ])
    expect(await other.call(DescribeClientQuotas, version, { components: [], strict: false })).toMatchObject({
      errorCode: 0,
      errorMessage: '',
      entries: [
        {
          entity: of(both),
          values: [
            { key: 'producer_byte_rate', value: 1_000 },
            { key: 'request_percentage', value: 12.5 }
          ]
        },
        { entity: of({ ip: '::1' }), values: [{ key: 'connection_creation_rate', value: 3 }] }
      ]
    })
  })

  test('are removed one by one, and an entity without quotas is gone', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const remove = (key: string) => ({ entity: of({ user: 'u' }), ops: [{ key, value: 0, remove: true }] })
    await alter(client, [quota({ user: 'u' }, { producer_byte_rate: 1, consumer_byte_rate: 2 })])

    expect(await alter(client, [remove('producer_byte_rate')])).toEqual([[0, null]])
    const { entries } = await client.call(DescribeClientQuotas, 1, { components: [], strict: false })
    expect(entries?.[0]?.values).toMatchObject([{ key: 'consumer_byte_rate', value: 2 }])
    expect(await alter(client, [remove('consumer_byte_rate')])).toEqual([[0, null]])
    expect(await alter(client, [remove('no_such_quota')])).toEqual([[0, null]])
    expect(await described(client, [])).toEqual([])
  })

  test('stay as they were with validateOnly, which still finds errors', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const entries = [quota({ user: 'u' }, { producer_byte_rate: 1 }), quota({ user: 'v' }, { producer_byte_rate: 0 })]
    const answer = await client.call(AlterClientQuotas, 1, { entries, validateOnly: true })

    expect(answer.entries.map(({ errorCode }) => errorCode)).toEqual([0, INVALID_REQUEST])
    expect(await described(client, [])).toEqual([])
  })

  test.each<[string, AlterClientQuotasRequestEntryData, string]>([
    ['an unknown key', quota({ user: 'u' }, { producer_byte_rate: 1, speed: 1 }), 'Invalid configuration key speed'],
    ['a key of ip for a user', quota({ user: 'u' }, { connection_creation_rate: 1 }), 'Invalid configuration key connection_creation_rate'],
    ['a key of users for an ip', quota({ ip: null }, { producer_byte_rate: 1 }), 'Invalid configuration key producer_byte_rate'],
    ['the value 0', quota({ user: 'u' }, { producer_byte_rate: 0 }), 'Quota producer_byte_rate must be greater than 0'],
    ['the value NaN', quota({ user: 'u' }, { request_percentage: Number.NaN }), 'Quota request_percentage must be a finite number'],
    ['a fraction of a byte', quota({ user: 'u' }, { producer_byte_rate: 1.5 }), 'producer_byte_rate cannot be a fractional value.'],
    [
      'a LONG that is too large',
      quota({ user: 'u' }, { producer_byte_rate: 1e19 }),
      'Proposed value for producer_byte_rate is too large for a LONG.'
    ],
    [
      'an INT that is too large',
      quota({ ip: null }, { connection_creation_rate: 3e9 }),
      'Proposed value for connection_creation_rate is too large for an INT.'
    ],
    ['no entity', quota({}, { producer_byte_rate: 1 }), 'Invalid empty client quota entity'],
    ['an unknown type', quota({ group: 'g' }, { producer_byte_rate: 1 }), 'Unhandled client quota entity type: group'],
    ['an empty name', quota({ user: '' }, { producer_byte_rate: 1 }), 'Empty user not supported'],
    ['no address', quota({ ip: 'no address' }, { connection_creation_rate: 1 }), 'no address is not a valid IP or resolvable host.'],
    [
      'an ip with a user',
      quota({ user: 'u', ip: '::1' }, { producer_byte_rate: 1 }),
      'Invalid quota entity combination, IP entity should not be combined with User or ClientId'
    ],
    [
      'a key that comes twice',
      { entity: of({ user: 'u' }), ops: [1, 2].map(value => ({ key: 'producer_byte_rate', value })) },
      'Ignoring duplicate entity ClientQuotaEntity(entries={user=u})'
    ]
  ])('refuse a change with %s with INVALID_REQUEST, and make the others of the request', async (_, wrong, message) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await alter(client, [wrong, quota({ user: 'right' }, { producer_byte_rate: 1 })])).toEqual([
      [INVALID_REQUEST, message],
      [0, null]
    ])
    expect(await described(client, [])).toEqual(['user=right'])
  })

  test('keep the first change of an entity that comes twice, and answer it once with an error', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const entries = [
      quota({ user: 'u', 'client-id': 'c' }, { producer_byte_rate: 1 }),
      quota({ 'client-id': 'c', user: 'u' }, { producer_byte_rate: 2 })
    ]

    expect((await alter(client, entries)).map(([errorCode]) => errorCode)).toEqual([INVALID_REQUEST])
    expect((await client.call(DescribeClientQuotas, 0, { components: [], strict: false })).entries?.[0]?.values[0]?.value).toBe(1)
  })

  test('are found by name, default or any name, and strictly by these types alone', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const entities = [{ user: 'u' }, { user: null }, { user: 'u', 'client-id': 'c' }, { 'client-id': null }, { user: '__proto__' }]
    await alter(client, [
      ...entities.map(names => quota(names as Record<string, string | null>, { producer_byte_rate: 1 })),
      quota({ ip: null }, { connection_creation_rate: 1 })
    ])

    expect(await described(client, [])).toHaveLength(6)
    expect(await described(client, [], true)).toEqual([])
    expect(await described(client, [['user', EXACT, 'u']])).toEqual(['user=u', 'user=u,client-id=c'])
    expect(await described(client, [['user', EXACT, 'u']], true)).toEqual(['user=u'])
    expect(await described(client, [['user', DEFAULT]])).toEqual(['user=null'])
    expect(await described(client, [['user', SPECIFIED]], true)).toEqual(['user=u', 'user=null', 'user=__proto__'])
    expect(
      await described(client, [
        ['client-id', SPECIFIED],
        ['user', SPECIFIED]
      ])
    ).toEqual(['user=u,client-id=c'])
    expect(await described(client, [['ip', DEFAULT]])).toEqual(['ip=null'])
  })

  test.each<[string, [string, number, string?][], number]>([
    ['an empty type', [['', SPECIFIED]], INVALID_REQUEST],
    ['an unknown type', [['group', EXACT]], UNSUPPORTED_VERSION],
    [
      'a type that comes twice',
      [
        ['user', SPECIFIED],
        ['user', DEFAULT]
      ],
      INVALID_REQUEST
    ],
    ['a name that is missing', [['user', EXACT]], INVALID_REQUEST],
    ['a name for the default', [['user', DEFAULT, 'u']], INVALID_REQUEST],
    ['a name for any name', [['user', SPECIFIED, 'u']], INVALID_REQUEST],
    ['an unknown match type', [['user', 3]], INVALID_REQUEST],
    [
      'an ip and a user',
      [
        ['ip', SPECIFIED],
        ['user', SPECIFIED]
      ],
      INVALID_REQUEST
    ]
  ])('refuse to be described by a filter with %s', async (_, filter, errorCode) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await described(client, filter, false, 0)).toBe(errorCode)
    expect(await described(client, filter, false, 1)).toBe(errorCode)
  })

  test('are neither seen nor changed by a user without rights on the cluster', async () => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    using admin = await as(kafka, 'admin')
    const { CLUSTER_AUTHORIZATION_FAILED } = errorCodes

    expect((await alter(alice, [quota({ user: 'alice' }, { producer_byte_rate: 1 })])).map(([errorCode]) => errorCode)).toEqual([
      CLUSTER_AUTHORIZATION_FAILED
    ])
    expect(await described(alice, [])).toBe(CLUSTER_AUTHORIZATION_FAILED)
    expect(await described(admin, [])).toEqual([])
  })
})
