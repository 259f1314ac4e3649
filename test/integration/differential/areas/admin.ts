import {
  AlterClientQuotas,
  AlterUserScramCredentials,
  aclOperations,
  aclPermissions,
  CreateAcls,
  configOperations,
  configResourceTypes,
  coordinatorTypes,
  DeleteAcls,
  DescribeAcls,
  DescribeClientQuotas,
  DescribeCluster,
  DescribeConfigs,
  DescribeUserScramCredentials,
  endpointTypes,
  FindCoordinator,
  IncrementalAlterConfigs,
  ListConfigResources,
  patternTypes,
  quotaMatchTypes,
  resourceTypes,
  scramMechanisms,
  UnregisterBroker,
  UpdateFeatures,
  upgradeTypes
} from '../../../../src/messages.ts'
import { type Draft, own, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'

const USERS = ['u0', 'u1']
const NO_SUCH_NODE = 9_999

/** Quotas, SCRAM users, ACLs without an authorizer, and configurations of groups and metrics. */
export const admin: Area = {
  name: 'admin',
  weight: 2,
  generate(plan) {
    const steps = 8 + plan.random.below(12)
    for (let i = 0; i < steps; i++) weighted(plan.random, STEPS)(plan)
  }
}

const STEPS: readonly (readonly [number, (plan: Plan) => void])[] = [
  [6, alterQuotas],
  [6, describeQuotas],
  [6, alterScramUsers],
  [4, describeScramUsers],
  [5, alterConfigs],
  [5, describeConfigs],
  [2, listConfigs],
  [3, acls],
  [3, describeCluster],
  [3, findCoordinator],
  [1, unregisterBroker],
  [2, updateFeatures]
]

const someUser = (plan: Plan) => own(plan.random.pick(USERS))

function alterQuotas(plan: Plan): void {
  const { random } = plan
  const entity = (): { entityType: string; entityName: Draft<string | null> }[] =>
    random.pick([
      [{ entityType: 'user', entityName: someUser(plan) }],
      [{ entityType: 'client-id', entityName: someUser(plan) }],
      [
        { entityType: 'user', entityName: someUser(plan) },
        { entityType: 'client-id', entityName: someUser(plan) }
      ],
      [
        { entityType: 'user', entityName: someUser(plan) },
        { entityType: 'client-id', entityName: null }
      ],
      [{ entityType: 'planet', entityName: someUser(plan) }],
      []
    ])
  const op = () => ({
    key: weighted(random, [
      [4, 'producer_byte_rate'],
      [4, 'consumer_byte_rate'],
      [3, 'request_percentage'],
      [3, 'controller_mutation_rate'],
      [1, 'connection_creation_rate'],
      [1, 'no_such_rate']
    ]),
    value: random.pick([1_000, 1_000, 20, 0.5, -1]),
    remove: random.once(4)
  })
  const entry = () => ({ entity: entity(), ops: Array.from({ length: random.once(3) ? 2 : 1 }, op) })
  plan.send(AlterClientQuotas, { entries: Array.from({ length: random.once(5) ? 2 : 1 }, entry), validateOnly: random.once(4) })
}

function describeQuotas(plan: Plan): void {
  const { random } = plan
  const component = (entityType: string, index: number) => {
    // The first names something of this sequence: others run at the same time.
    const matchType = index > 0 && random.once(3) ? quotaMatchTypes.DEFAULT : quotaMatchTypes.EXACT
    return { entityType, matchType, match: matchType === quotaMatchTypes.EXACT ? someUser(plan) : null }
  }
  const kinds = random.pick([['user'], ['client-id'], ['user', 'client-id'], ['ip'], ['planet'], ['user', 'user'], ['']])
  plan.send(DescribeClientQuotas, { components: kinds.map(component), strict: random.once(2) })
}

function alterScramUsers(plan: Plan): void {
  const { random } = plan
  const mechanism = () =>
    random.pick([scramMechanisms.SCRAM_SHA_256, scramMechanisms.SCRAM_SHA_512, scramMechanisms.SCRAM_SHA_512, 0 as 1, 7 as 1])
  const upsertion = (name: Draft<string>) => ({
    name,
    mechanism: mechanism(),
    iterations: random.pick([4_096, 8_192, 4_095, 16_384, 16_385]),
    salt: Buffer.from('salt'),
    saltedPassword: Buffer.from('a password that was salted')
  })
  const deletion = (name: Draft<string>) => ({ name, mechanism: mechanism() })
  // Each user has one change: of several, Kafka calls some twice that are not.
  const [first, second] = random.pick([['u0', 'u1'] as const, ['u1', 'u0'] as const, ['', 'u0'] as const])
  const name = (user: string): Draft<string> => (user === '' ? '' : own(user))
  const deletes = random.once(3)
  plan.send(AlterUserScramCredentials, {
    deletions: deletes ? [deletion(name(first))] : [],
    upsertions: deletes
      ? random.once(4)
        ? [upsertion(name(second))]
        : []
      : [first, second].slice(0, random.once(4) ? 2 : 1).map(user => upsertion(name(user)))
  })
}

function describeScramUsers(plan: Plan): void {
  const { random } = plan
  const users = random.pick([[own('u0')], [own('u0'), own('u1')], [own('u1'), own('u1')], [own('missing')], ['']])
  plan.send(DescribeUserScramCredentials, { users: users.map(name => ({ name })) })
}

const GROUP_CONFIGS = [
  ['consumer.session.timeout.ms', '50000'],
  ['consumer.session.timeout.ms', '5'],
  ['consumer.heartbeat.interval.ms', '6000'],
  ['share.auto.offset.reset', 'earliest'],
  ['share.auto.offset.reset', 'somewhere'],
  ['share.record.lock.duration.ms', '20000'],
  ['no.such.config', '1']
] as const
const METRICS_CONFIGS = [
  ['interval.ms', '1000'],
  ['interval.ms', '10'],
  ['metrics', 'org.apache.kafka.producer.'],
  ['match', 'client_id=a.*'],
  ['match', 'planet=earth'],
  ['no.such.config', '1']
] as const

// The configurations of groups in Kafka 3.9 are other ones.
const hasGroups = (plan: Plan): boolean => plan.release !== '3.9.2' && !plan.random.once(3)

function alterConfigs(plan: Plan): void {
  const { random } = plan
  const isGroup = hasGroups(plan)
  const [name, value] = isGroup ? random.pick(GROUP_CONFIGS) : random.pick(METRICS_CONFIGS)
  const configOperation = random.pick([configOperations.SET, configOperations.SET, configOperations.DELETE, configOperations.APPEND])
  plan.send(IncrementalAlterConfigs, {
    resources: [
      {
        resourceType: isGroup ? configResourceTypes.GROUP : configResourceTypes.CLIENT_METRICS,
        resourceName: random.once(10) ? '' : someUser(plan),
        configs: [{ name, value, configOperation }]
      }
    ],
    validateOnly: random.once(4)
  })
}

function describeConfigs(plan: Plan): void {
  const { random } = plan
  const isGroup = hasGroups(plan)
  plan.send(DescribeConfigs, {
    resources: [
      {
        resourceType: isGroup ? configResourceTypes.GROUP : configResourceTypes.CLIENT_METRICS,
        resourceName: random.once(10) ? '' : someUser(plan),
        configurationKeys: null
      }
    ],
    includeSynonyms: random.once(2)
  })
}

function listConfigs(plan: Plan): void {
  const { CLIENT_METRICS, GROUP } = configResourceTypes
  plan.send(ListConfigResources, { resourceTypes: plan.random.pick([[CLIENT_METRICS], [GROUP], [CLIENT_METRICS, GROUP], [99]]) })
}

function acls(plan: Plan): void {
  const { random } = plan
  const binding = { host: '*', operation: aclOperations.READ, permissionType: aclPermissions.ALLOW }
  const filter = {
    ...{ resourceTypeFilter: resourceTypes.TOPIC, resourceNameFilter: null, patternTypeFilter: patternTypes.LITERAL },
    ...{ principalFilter: null, hostFilter: null, operation: aclOperations.ANY, permissionType: aclPermissions.ANY }
  }
  const creation = {
    resourceType: resourceTypes.TOPIC,
    resourceName: own('t'),
    resourcePatternType: patternTypes.LITERAL,
    principal: 'User:a'
  }
  const kind = random.below(3)
  if (kind === 0) plan.send(DescribeAcls, filter)
  else if (kind === 1)
    plan.send(CreateAcls, { creations: Array.from({ length: 1 + random.below(2) }, () => ({ ...creation, ...binding })) })
  else plan.send(DeleteAcls, { filters: Array.from({ length: 1 + random.below(2) }, () => filter) })
}

function describeCluster(plan: Plan): void {
  const { random } = plan
  plan.send(DescribeCluster, {
    includeClusterAuthorizedOperations: random.once(2),
    endpointType: random.pick([endpointTypes.BROKER, endpointTypes.BROKER, endpointTypes.CONTROLLER, 9 as 1]),
    includeFencedBrokers: random.once(2)
  })
}

function findCoordinator(plan: Plan): void {
  const { random } = plan
  // Kafka 3.9 has no share groups.
  const share = plan.release === '3.9.2' ? coordinatorTypes.GROUP : coordinatorTypes.SHARE
  const keyType = random.pick([coordinatorTypes.GROUP, coordinatorTypes.GROUP, coordinatorTypes.TRANSACTION, share, 9 as 0])
  const key = (): Draft<string> => random.pick([own('g'), own('g'), '', `g:${'A'.repeat(22)}:0`, 'g:x:y'])
  plan.send(FindCoordinator, { key: key(), keyType, coordinatorKeys: Array.from({ length: 1 + random.below(2) }, key) })
}

function unregisterBroker(plan: Plan): void {
  plan.send(UnregisterBroker, { brokerId: NO_SUCH_NODE })
}

function updateFeatures(plan: Plan): void {
  // Version 0 cannot only validate. Kafka 3.9 has features that are not in its release.
  if (plan.release === '3.9.2') return
  const { random } = plan
  const feature = random.pick(['no.such.feature', 'metadata.version', 'transaction.version', ''])
  plan.send(
    UpdateFeatures,
    {
      timeoutMs: 5_000,
      featureUpdates: [
        {
          feature,
          maxVersionLevel: random.pick([99, 1, 0, -1]),
          allowDowngrade: random.once(2),
          upgradeType: random.pick([upgradeTypes.UPGRADE, upgradeTypes.SAFE_DOWNGRADE, upgradeTypes.UNSAFE_DOWNGRADE, 9 as 1])
        }
      ],
      validateOnly: true
    },
    { version: plan.version(UpdateFeatures, 1) }
  )
}
