// What a testing broker takes: records in batches, in a process of its own, and how long it takes
// to start and close many clusters.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { acks, connect, errorCodes } from 'kafkawire'
import { Metadata, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { startTestingCluster } from 'kafkawire/testing'
import { checkOf, concludeChecks } from '../support/checks.mjs'
import { median, writeResults } from '../support/results.mjs'

const ROUNDS = 5
const RECORDS_PER_BATCH = 1_000
const BATCHES = 1_000
const REQUESTS_OUT = 4
const GOAL_PER_SECOND = 200_000
const CLUSTERS = 1_000
const GOAL_MS = 10_000

const perSecond = []
for (let round = 0; round < ROUNDS; round++) perSecond.push(await produceRate())
console.log(`One testing broker takes ${Math.round(median(perSecond))} records of 100 bytes a second, median of ${ROUNDS} rounds`)
const clustersMs = await startAndClose()
console.log(`${CLUSTERS} testing clusters were started and closed in ${Math.round(clustersMs)} ms`)
writeResults('testing', { perSecond, clustersMs })
concludeChecks('testing', [
  checkOf(
    'records a second',
    1,
    perSecond.map(rate => rate / GOAL_PER_SECOND)
  ),
  checkOf('clusters', 1, [GOAL_MS / clustersMs])
])

async function produceRate() {
  const broker = fork(join(import.meta.dirname, '../support/testing-broker.mjs'))
  const [bootstrap] = await once(broker, 'message')
  const [host, port] = bootstrap.split(':')
  const connection = await connect({ host, port: Number(port) })
  await connection.send(Metadata, { topics: [{ name: 'bench' }] })
  const request = requestOf(batch())
  let left = BATCHES
  let lastOffset = 0n
  const send = async () => {
    while (left-- > 0) {
      const { responses } = await connection.send(Produce, request, { version: 9 })
      const [{ errorCode, baseOffset }] = responses[0].partitionResponses
      assert.equal(errorCode, errorCodes.NONE)
      if (baseOffset > lastOffset) lastOffset = baseOffset
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: REQUESTS_OUT }, send))
  const elapsedMs = performance.now() - startedMs
  assert.equal(lastOffset, BigInt((BATCHES - 1) * RECORDS_PER_BATCH))
  await connection.close()
  broker.disconnect()
  await once(broker, 'exit')
  return (BATCHES * RECORDS_PER_BATCH * 1_000) / elapsedMs
}

function requestOf(records) {
  return { acks: acks.ALL, timeoutMs: 30_000, topicData: [{ name: 'bench', partitionData: [{ index: 0, records }] }] }
}

function batch() {
  const builder = batchBuilder()
  for (let i = 0; i < RECORDS_PER_BATCH; i++) builder.append({ key: null, value: Buffer.alloc(100, i), timestamp: 1_000n })
  return builder.build()
}

async function startAndClose() {
  const startedMs = performance.now()
  for (let i = 0; i < CLUSTERS; i++) {
    const cluster = await startTestingCluster()
    await cluster.close()
  }
  return performance.now() - startedMs
}
