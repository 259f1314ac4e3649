// The steps of kafkajs. See ../support/steps.ts.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import * as lz4 from 'lz4-napi'
import * as snappy from 'snappy'
import * as zstd from 'zstd-napi'
import { equal, runSteps, until } from './run-steps.mjs'

const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = kafkajs
CompressionCodecs[CompressionTypes.Snappy] = () => ({
  compress: ({ buffer }) => snappy.compress(buffer),
  decompress: buffer => snappy.uncompress(withoutXerial(buffer))
})
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }) => lz4.compressFrame(buffer),
  decompress: buffer => lz4.decompressFrame(buffer)
})
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async ({ buffer }) => zstd.compress(buffer),
  decompress: async buffer => zstd.decompress(buffer)
})

// A consumer that disconnects waits until its last Fetch is answered.
const MAX_WAIT_MS = 200

const withoutXerial = buffer => buffer

runSteps(({ bootstrap, prefix, security }) => {
  const kafka = new Kafka({
    clientId: 'kafkajs-steps',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    ...(security && {
      ssl: { ca: [readFileSync(security.caFile)] },
      sasl: { mechanism: security.mechanism.toLowerCase(), username: security.username, password: security.password }
    })
  })
  const name = () => `${prefix}-${randomUUID().slice(0, 8)}`

  const using = async (client, use) => {
    await client.connect()
    try {
      return await use(client)
    } finally {
      await client.disconnect()
    }
  }
  const asAdmin = use => using(kafka.admin(), use)
  const createTopic = async (numPartitions = 1) => {
    const topic = name()
    await asAdmin(admin => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }))
    return topic
  }
  const produce = (topic, values, options = {}) =>
    using(kafka.producer(), producer => producer.send({ topic, messages: values.map(value => ({ value })), ...options }))
  // Reads until `count` records have come, or until the time is over if the count is Infinity.
  const consume = async (topic, count, { groupId = name(), readUncommitted = false, quietMs = 1_500 } = {}) => {
    const consumer = kafka.consumer({ groupId, sessionTimeout: 10_000, maxWaitTimeInMs: MAX_WAIT_MS, readUncommitted })
    const values = []
    await consumer.connect()
    try {
      await consumer.subscribe({ topic, fromBeginning: true })
      await consumer.run({ eachMessage: async ({ message }) => void values.push(String(message.value)) })
      if (Number.isFinite(count)) await until(() => values.length >= count)
      await sleep(Number.isFinite(count) ? 100 : quietMs)
    } finally {
      await consumer.disconnect()
    }
    return values
  }

  return {
    async metadata() {
      const topic = await createTopic(3)
      const { topics } = await asAdmin(admin => admin.fetchTopicMetadata({ topics: [topic] }))
      equal(topics[0].partitions.length, 3)
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
      for (const acks of [0, 1, -1]) await produce(topic, [`acks ${acks}`], { acks })
      equal((await consume(topic, 3)).sort(), ['acks -1', 'acks 0', 'acks 1'])
    },
    async codecs() {
      const topic = await createTopic()
      for (const [codec, compression] of Object.entries(CompressionTypes)) await produce(topic, [codec.repeat(50)], { compression })
      equal((await consume(topic, 5)).length, 5)
    },
    async consume() {
      const topic = await createTopic(3)
      await produce(topic, ['a', 'b', 'c', 'd', 'e', 'f'])
      equal((await consume(topic, 6)).sort(), ['a', 'b', 'c', 'd', 'e', 'f'])
    },
    async rebalance() {
      const topic = await createTopic(4)
      const groupId = name()
      const assigned = [[], []]
      const consumers = assigned.map(() =>
        kafka.consumer({ groupId, sessionTimeout: 10_000, maxWaitTimeInMs: MAX_WAIT_MS, heartbeatInterval: 300 })
      )
      try {
        for (const [index, consumer] of consumers.entries()) {
          consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
            assigned[index] = payload.memberAssignment[topic] ?? []
          })
          await consumer.connect()
          await consumer.subscribe({ topic, fromBeginning: true })
          await consumer.run({ eachMessage: async () => {} })
        }
        await until(() => assigned.every(({ length }) => length === 2))
        equal([...assigned[0], ...assigned[1]].sort(), [0, 1, 2, 3])
      } finally {
        await Promise.all(consumers.map(consumer => consumer.disconnect()))
      }
    },
    async resume() {
      const topic = await createTopic()
      const groupId = name()
      await produce(topic, ['1', '2', '3'])
      equal(await consume(topic, 3, { groupId }), ['1', '2', '3'])
      await produce(topic, ['4'])
      equal(await consume(topic, 1, { groupId }), ['4'])
    },
    async transactions() {
      const topic = await createTopic()
      const producer = kafka.producer({ transactionalId: name(), idempotent: true, maxInFlightRequests: 1 })
      await using(producer, async () => {
        const aborted = await producer.transaction()
        await aborted.send({ topic, messages: [{ value: 'aborted' }] })
        await aborted.abort()
        const committed = await producer.transaction()
        await committed.send({ topic, messages: [{ value: 'committed' }] })
        await committed.commit()
      })
      equal(await consume(topic, Number.POSITIVE_INFINITY), ['committed'])
      equal(await consume(topic, Number.POSITIVE_INFINITY, { readUncommitted: true }), ['aborted', 'committed'])
    },
    async admin() {
      const topic = await createTopic()
      const groupId = name()
      await produce(topic, ['x'])
      await consume(topic, 1, { groupId })
      await asAdmin(async admin => {
        const type = ConfigResourceTypes.TOPIC
        await admin.alterConfigs({ resources: [{ type, name: topic, configEntries: [{ name: 'retention.ms', value: '3600000' }] }] })
        const { resources } = await admin.describeConfigs({ resources: [{ type, name: topic }] })
        equal(resources[0].configEntries.find(entry => entry.configName === 'retention.ms').configValue, '3600000')
        await admin.createPartitions({ topicPartitions: [{ topic, count: 4 }] })
        equal((await admin.fetchTopicMetadata({ topics: [topic] })).topics[0].partitions.length, 4)
        equal(
          (await admin.listGroups()).groups.some(group => group.groupId === groupId),
          true
        )
        await admin.deleteGroups([groupId])
        equal(
          (await admin.listGroups()).groups.some(group => group.groupId === groupId),
          false
        )
      })
    }
  }
})
