// The steps of kafka-ts. See ../support/steps.ts.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { API, createKafkaClient, saslScramSha256, setLogger } from 'kafka-ts'
import { configOperations, configResourceTypes, coordinatorTypes } from '../../../dist/index.js'
import { equal, runSteps, until } from './run-steps.mjs'

const silent = () => {}
setLogger({ debug: silent, info: silent, warn: silent, error: silent })

runSteps(({ bootstrap, prefix, security }) => {
  const client = createKafkaClient({
    clientId: 'kafka-ts-steps',
    bootstrapServers: bootstrap.split(',').map(server => ({ host: server.split(':')[0], port: Number(server.split(':')[1]) })),
    ...(security && { ssl: { ca: readFileSync(security.caFile) }, sasl: saslScramSha256(security) })
  })
  const name = () => `${prefix}-${randomUUID().slice(0, 8)}`

  const withCluster = async use => {
    const cluster = client.createCluster()
    await cluster.connect()
    try {
      return await use(cluster)
    } finally {
      await cluster.disconnect()
    }
  }
  const describe = (cluster, topic) =>
    cluster.sendRequest(API.METADATA, {
      topics: topic && [{ id: null, name: topic }],
      allowTopicAutoCreation: false,
      includeTopicAuthorizedOperations: false
    })
  const namesOf = async cluster => (await describe(cluster, null)).topics.map(({ name }) => name)
  const createTopic = async (numPartitions = 1) => {
    const topic = name()
    const wanted = { name: topic, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
    await withCluster(cluster => cluster.sendRequest(API.CREATE_TOPICS, { topics: [wanted], timeoutMs: 5_000, validateOnly: false }))
    return topic
  }
  const produce = async (topic, values) => {
    const producer = client.createProducer({})
    await producer.send(values.map(value => ({ topic, value })))
    await producer.close()
  }
  const consume = async (topic, count, options = {}) => {
    const values = []
    const consumer = await client.startConsumer({
      topics: [topic],
      groupId: name(),
      fromBeginning: true,
      maxWaitMs: 200,
      onBatch: messages => void values.push(...messages.map(({ value }) => String(value))),
      ...options
    })
    await until(() => values.length >= count)
    await consumer.close()
    return values
  }
  const resume = async options => {
    const topic = await createTopic()
    const inGroup = { groupId: name(), ...options }
    await produce(topic, ['1', '2', '3'])
    equal(await consume(topic, 3, inGroup), ['1', '2', '3'])
    await produce(topic, ['4'])
    equal(await consume(topic, 1, inGroup), ['4'])
  }

  return {
    async metadata() {
      const topic = await createTopic(3)
      const { topics } = await withCluster(cluster => describe(cluster, topic))
      equal(topics[0].partitions.length, 3)
    },
    async topics() {
      const topic = await createTopic(2)
      await withCluster(async cluster => {
        equal((await namesOf(cluster)).includes(topic), true)
        await cluster.sendRequest(API.DELETE_TOPICS, { topics: [{ name: topic, topicId: null }], timeoutMs: 5_000 })
        equal((await namesOf(cluster)).includes(topic), false)
      })
    },
    async consume() {
      const topic = await createTopic(3)
      await produce(topic, ['a', 'b', 'c', 'd', 'e', 'f'])
      equal((await consume(topic, 6)).sort(), ['a', 'b', 'c', 'd', 'e', 'f'])
    },
    async rebalance() {
      const topic = await createTopic(2)
      const seen = [new Set(), new Set()]
      const groupId = name()
      const consumers = []
      for (const partitions of seen) {
        const onBatch = messages => {
          for (const { partition } of messages) partitions.add(partition)
        }
        consumers.push(await client.startConsumer({ topics: [topic], groupId, fromBeginning: true, maxWaitMs: 200, onBatch }))
      }
      // Each member must get records, and no partition may go to both, once the group is stable.
      const isShared = () => seen.every(({ size }) => size === 1) && [...seen[0]][0] !== [...seen[1]][0]
      try {
        for (let attempt = 0; attempt < 40 && !isShared(); attempt++) {
          for (const partitions of seen) partitions.clear()
          await produce(topic, Array(20).fill('x'))
          await new Promise(resolve => setTimeout(resolve, 500))
        }
        equal(isShared(), true)
      } finally {
        for (const consumer of consumers) await consumer.close()
      }
    },
    resume,
    async admin() {
      const topic = await createTopic()
      const groupId = name()
      await produce(topic, ['x'])
      await consume(topic, 1, { groupId })
      await withCluster(async cluster => {
        const resource = { resourceType: configResourceTypes.TOPIC, resourceName: topic }
        const configs = [{ name: 'retention.ms', configOperation: configOperations.SET, value: '3600000' }]
        await cluster.sendRequest(API.INCREMENTAL_ALTER_CONFIGS, { resources: [{ ...resource, configs }], validateOnly: false })
        const wanted = { resources: [{ ...resource, configurationKeys: ['retention.ms'] }], includeSynonyms: false }
        const { results } = await cluster.sendRequest(API.DESCRIBE_CONFIGS, { ...wanted, includeDocumentation: false })
        equal(results[0].configs[0].value, '3600000')
        const more = { topics: [{ name: topic, count: 4, assignments: null }], timeoutMs: 5_000, validateOnly: false }
        await cluster.sendRequest(API.CREATE_PARTITIONS, more)
        equal((await describe(cluster, topic)).topics[0].partitions.length, 4)
        const found = { keyType: coordinatorTypes.GROUP, keys: [groupId] }
        const [{ nodeId }] = (await cluster.sendRequest(API.FIND_COORDINATOR, found)).coordinators
        const atCoordinator = cluster.sendRequestToNode(nodeId)
        const listed = async () =>
          (await atCoordinator(API.LIST_GROUPS, { statesFilter: [], typesFilter: [] })).groups.map(group => group.groupId)
        equal((await listed()).includes(groupId), true)
        await atCoordinator(API.DELETE_GROUPS, { groupsNames: [groupId] })
        equal((await listed()).includes(groupId), false)
      })
    },
    'consumer-protocol': () => resume({ groupProtocol: 'consumer' })
  }
})
