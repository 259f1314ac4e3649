// The steps of @platformatic/kafka. See ../support/steps.ts.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Admin,
  ConfigResourceTypes,
  Consumer,
  FetchIsolationLevels,
  IncrementalAlterConfigOperationTypes,
  MessagesStreamModes,
  ProduceAcks,
  Producer,
  stringDeserializers,
  stringSerializers
} from '@platformatic/kafka'
import { equal, runSteps, until } from './run-steps.mjs'

runSteps(({ bootstrap, prefix, security }) => {
  const base = {
    clientId: 'platformatic-steps',
    bootstrapBrokers: bootstrap.split(','),
    ...(security && {
      tls: { ca: [readFileSync(security.caFile)] },
      sasl: { mechanism: security.mechanism, username: security.username, password: security.password }
    })
  }
  const name = () => `${prefix}-${randomUUID().slice(0, 8)}`

  const using = async (client, use) => {
    try {
      return await use(client)
    } finally {
      await client.close()
    }
  }
  const asAdmin = use => using(new Admin(base), use)
  const createTopic = async (partitions = 1) => {
    const topic = name()
    await asAdmin(admin => admin.createTopics({ topics: [topic], partitions, replicas: 1 }))
    return topic
  }
  const producer = options => new Producer({ ...base, serializers: stringSerializers, ...options })
  const produce = (topic, values, options = {}) =>
    using(producer(), client => client.send({ messages: values.map(value => ({ topic, value })), acks: ProduceAcks.ALL, ...options }))
  const consumer = (groupId, options) => new Consumer({ ...base, groupId, deserializers: stringDeserializers, ...options })
  // Reads until `count` records have come, or until the time is over if the count is Infinity.
  const consume = async (topic, count, { groupId = name(), options = {}, mode = MessagesStreamModes.EARLIEST } = {}) => {
    const client = consumer(groupId, options)
    const values = []
    try {
      const stream = await client.consume({
        topics: [topic],
        mode,
        fallbackMode: MessagesStreamModes.EARLIEST,
        autocommit: false,
        maxWaitTime: 200
      })
      stream.on('data', message => {
        values.push(message.value)
        void message.commit()
      })
      if (Number.isFinite(count)) await until(() => values.length >= count)
      await sleep(Number.isFinite(count) ? 300 : 1_500)
      await stream.close()
    } finally {
      await client.close(true)
    }
    return values
  }

  const twoMembers = async options => {
    const topic = await createTopic(4)
    const groupId = name()
    const members = [0, 1].map(() => consumer(groupId, options))
    const streams = []
    try {
      for (const member of members) {
        const stream = await member.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, maxWaitTime: 200 })
        stream.on('data', () => {})
        streams.push(stream)
      }
      const partitions = () => members.map(member => (member.assignments ?? []).flatMap(assignment => assignment.partitions))
      await until(() => partitions().every(({ length }) => length === 2))
      equal(partitions().flat().sort(), [0, 1, 2, 3])
    } finally {
      await Promise.all(streams.map(stream => stream.close()))
      await Promise.all(members.map(member => member.close(true)))
    }
  }
  const resume = async options => {
    const topic = await createTopic()
    const inGroup = { groupId: name(), mode: MessagesStreamModes.COMMITTED, options }
    await produce(topic, ['1', '2', '3'])
    equal(await consume(topic, 3, inGroup), ['1', '2', '3'])
    await produce(topic, ['4'])
    equal(await consume(topic, 1, inGroup), ['4'])
  }

  return {
    async metadata() {
      const topic = await createTopic(3)
      const { topics } = await asAdmin(admin => admin.metadata({ topics: [topic] }))
      equal(topics.get(topic).partitionsCount, 3)
    },
    async topics() {
      const topic = await createTopic(2)
      await asAdmin(async admin => {
        equal((await admin.listTopics()).includes(topic), true)
        await admin.deleteTopics({ topics: [topic] })
        equal((await admin.listTopics()).includes(topic), false)
      })
    },
    async acks() {
      const topic = await createTopic()
      for (const acks of [ProduceAcks.NO_RESPONSE, ProduceAcks.LEADER, ProduceAcks.ALL]) await produce(topic, [`acks ${acks}`], { acks })
      equal((await consume(topic, 3)).sort(), ['acks -1', 'acks 0', 'acks 1'])
    },
    async codecs() {
      const topic = await createTopic()
      for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) await produce(topic, [compression.repeat(50)], { compression })
      equal((await consume(topic, 5)).length, 5)
    },
    async consume() {
      const topic = await createTopic(3)
      await produce(topic, ['a', 'b', 'c', 'd', 'e', 'f'])
      equal((await consume(topic, 6)).sort(), ['a', 'b', 'c', 'd', 'e', 'f'])
    },
    rebalance: () => twoMembers({ heartbeatInterval: 300, sessionTimeout: 10_000 }),
    resume: () => resume({ sessionTimeout: 10_000 }),
    async 'consumer-protocol'() {
      await resume({ groupProtocol: 'consumer' })
      await twoMembers({ groupProtocol: 'consumer' })
    },
    async transactions() {
      const topic = await createTopic()
      await using(producer({ transactionalId: name(), idempotent: true }), async client => {
        const aborted = await client.beginTransaction()
        await aborted.send({ messages: [{ topic, value: 'aborted' }] })
        await aborted.abort()
        const committed = await client.beginTransaction()
        await committed.send({ messages: [{ topic, value: 'committed' }] })
        await committed.commit()
      })
      equal(await consume(topic, Number.POSITIVE_INFINITY, { options: { isolationLevel: FetchIsolationLevels.READ_COMMITTED } }), [
        'committed'
      ])
    },
    async admin() {
      const topic = await createTopic()
      const groupId = name()
      await produce(topic, ['x'])
      await consume(topic, 1, { groupId })
      await asAdmin(async admin => {
        const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }
        const configs = [{ name: 'retention.ms', value: '3600000', configOperation: IncrementalAlterConfigOperationTypes.SET }]
        await admin.incrementalAlterConfigs({ resources: [{ ...resource, configs }] })
        const [described] = await admin.describeConfigs({ resources: [{ ...resource, configurationKeys: ['retention.ms'] }] })
        equal(described.configs[0].value, '3600000')
        await admin.createPartitions({ topics: [{ name: topic, count: 4, assignments: null }] })
        equal((await admin.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic).partitionsCount, 4)
        equal((await admin.listGroups()).has(groupId), true)
        await admin.deleteGroups({ groups: [groupId] })
        equal((await admin.listGroups()).has(groupId), false)
      })
    }
  }
})
