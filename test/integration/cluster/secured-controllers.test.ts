import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClusterOptions, type ConnectionOptions, connectCluster, endpointTypes, throwIfError } from '../../../src/index.ts'
import { CreateTopics, DeleteTopics, DescribeCluster, ListPartitionReassignments } from '../../../src/messages.ts'
import { plain, scramSha256 } from '../../../src/sasl/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { portOf, USERS } from '../harness/listeners.ts'
import { pkiOf } from '../support/brokers.ts'
import { CLUSTER_MS, type OwnCluster, startOwnNode } from '../support/own-cluster.ts'
import { uniqueName } from '../support/topics.ts'

const ALICE = { username: 'alice', password: USERS.alice }
const LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required'
const users = Object.entries(USERS).map(([name, password]) => `user_${name}="${password}"`)

// The controller listens with TLS and PLAIN. The broker of the same node logs in as admin.
const SECURED = {
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:SASL_SSL',
  'sasl.mechanism.controller.protocol': 'PLAIN',
  'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
  'listener.name.controller.plain.sasl.jaas.config': `${LOGIN} username="admin" password="${USERS.admin}" ${users.join(' ')};`
}

describe.each(['4.4.0', '3.9.2'])('a controller of Apache Kafka %s that wants TLS and SASL (KIP-919)', version => {
  let own: OwnCluster
  let bootstrapServers: string
  let pki: (file: string) => Buffer

  beforeAll(async () => {
    own = await startOwnNode(version, () => ({ listeners: ['PLAINTEXT', 'SASL_SSL'], props: SECURED }))
    bootstrapServers = `127.0.0.1:${portOf(own.harness.basePort, 1, 'CONTROLLER')}`
    pki = pkiOf(own.harness.dir)
  }, CLUSTER_MS)
  afterAll(async () => {
    await own?.[Symbol.asyncDispose]()
  }, CLUSTER_MS)

  const open = (connection: Partial<ConnectionOptions>, more: Partial<ClusterOptions> = {}) =>
    connectCluster({ bootstrapServers, endpointType: 'controller', connection, retry: { totalMs: 10_000 }, ...more })
  const tls = () => ({ ca: pki('ca.pem') })

  test('a cluster with TLS and PLAIN knows the controller, and creates and deletes a topic', async () => {
    await using cluster = await open({ tls: tls(), sasl: plain(ALICE) })
    const { host, port } = [...cluster.map.brokers.values()][0] ?? {}
    expect(`${host}:${port}`).toBe(bootstrapServers)
    const answer = throwIfError(await cluster.send(DescribeCluster, { endpointType: endpointTypes.CONTROLLER }))
    expect(answer).toMatchObject({ controllerId: cluster.map.controllerId, endpointType: endpointTypes.CONTROLLER })
    const name = uniqueName()
    throwIfError(await cluster.send(CreateTopics, { topics: [{ name, numPartitions: 1, replicationFactor: 1 }] }))
    throwIfError(await cluster.send(ListPartitionReassignments, { topics: null, timeoutMs: 5_000 }))
    throwIfError(await cluster.send(DeleteTopics, { topicNames: [name] }))
  })

  test('a wrong password, and a mechanism that the controller does not have, are told apart', async () => {
    const wrong = await rejectionOf(open({ tls: tls(), sasl: plain({ ...ALICE, password: 'canary' }) }))
    expect(String(wrong)).not.toContain('canary')
    expect(wrong).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'PLAIN', retriable: false })
    const other = await rejectionOf(open({ tls: tls(), sasl: scramSha256(ALICE) }))
    expect(other).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false })
    expect(String(other)).toContain('PLAIN')
  })

  test('a certificate of another authority, and a client without TLS or without SASL, are refused with a reason', async () => {
    const untrusted = await rejectionOf(open({ tls: { ca: pki('other-ca.pem') }, sasl: plain(ALICE) }))
    expect(untrusted).toMatchObject({ code: 'KAFKA_NO_BROKER' })
    expect(String(untrusted)).toMatch(/certificate/)
    const inPlain = await rejectionOf(open({ sasl: plain(ALICE) }, { retry: { totalMs: 3_000 } }))
    expect(String(inPlain)).toMatch(/TLS/)
    const anonymous = await rejectionOf(open({ tls: tls() }, { retry: { totalMs: 3_000 } }))
    expect(String(anonymous)).toContain('does this listener want the sasl option?')
  })
})
