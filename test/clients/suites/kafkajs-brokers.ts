// The brokers that kafkajs's own tests expect, without docker. See docs/testing.md. kafkajs's npm
// package has no tests, so they are run by hand, from a checkout of its repository:
//
//   npx tsx test/clients/suites/kafkajs-brokers.ts [PROFILE]
//   cd kafkajs && npm install && KAFKA_VERSION=2.4 npx jest --ci --forceExit
//
// Instead of scripts/addPartitions.sh, which runs a tool in a container, the tests must run
//
//   npx tsx test/clients/suites/kafkajs-brokers.ts add-partitions $TOPIC $PARTITIONS
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { connect, connectCluster } from '../../../src/index.ts'
import { AlterUserScramCredentials, CreatePartitions } from '../../../src/messages.ts'
import { scramMechanisms } from '../../../src/protocol/codes/index.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'

const HOST = 'localhost'
// In the suite, each of three brokers has three listeners. Here each listener is a cluster of its own.
const PORTS = { plaintext: [9092, 9095, 9098], tls: [9093, 9096, 9099], sasl: [9094, 9097, 9100] }
const ADMIN = { username: 'test', password: 'testtest' }
const USERS = { [ADMIN.username]: ADMIN.password, bob: 'bobbob', alice: 'alicealice', testscram: 'unused' }

async function start(ports: readonly number[], options: TestingClusterOptions): Promise<TestingCluster> {
  const authorizer = { allowEveryoneIfNoAcls: true }
  const cluster = await startTestingCluster({ ...options, brokers: ports.length, advertisedHost: HOST, authorizer })
  for (const [index, port] of ports.entries()) await cluster.broker(index + 1).restart({ port })
  return cluster
}

// The user testscram has another password for each mechanism.
async function setScramPasswords(cluster: TestingCluster): Promise<void> {
  const credentials = [
    { mechanism: scramMechanisms.SCRAM_SHA_256, hash: 'sha256', bytes: 32, iterations: 8192, password: 'testtestscram=256' },
    { mechanism: scramMechanisms.SCRAM_SHA_512, hash: 'sha512', bytes: 64, iterations: 4096, password: 'testtestscram=512' }
  ]
  const upsertions = credentials.map(({ mechanism, hash, bytes, iterations, password }) => {
    const salt = randomBytes(16)
    return { name: 'testscram', mechanism, iterations, salt, saltedPassword: pbkdf2Sync(password, salt, iterations, bytes, hash) }
  })
  const [port = 0] = PORTS.sasl
  await using connection = await connect({ host: HOST, port, tls: cluster.tls?.options, sasl: plain(ADMIN) })
  await connection.send(AlterUserScramCredentials, { deletions: [], upsertions })
}

async function startAll(profile: TestingClusterOptions['profile']): Promise<void> {
  await start(PORTS.plaintext, { profile })
  await start(PORTS.tls, { profile, tls: true })
  await setScramPasswords(await start(PORTS.sasl, { profile, tls: true, sasl: USERS }))
  process.stdout.write('ready\n')
}

async function addPartitions(name: string, count: number): Promise<void> {
  await using cluster = await connectCluster({ bootstrapServers: `${HOST}:${PORTS.plaintext[0]}` })
  await cluster.send(CreatePartitions, { topics: [{ name, count }] })
}

const [first, topic = '', partitions] = process.argv.slice(2)
if (first === 'add-partitions') await addPartitions(topic, Number(partitions))
else await startAll(first as TestingClusterOptions['profile'])
