// What a testing broker takes: records in batches, in a process of its own, and how long it takes
// to start and close many clusters. What the transport in memory saves over TCP in one process.
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
const CALLS = 5_000

const perSecond = []
for (let round = 0; round < ROUNDS; round++) perSecond.push(await produceRate())
console.log(`One testing broker takes ${Math.round(median(perSecond))} records of 100 bytes a second, median of ${ROUNDS} rounds`)
const clustersMs = await startAndClose('tcp')
console.log(`${CLUSTERS} testing clusters were started and closed in ${Math.round(clustersMs)} ms`)
const transports = await compareTransports()
for (const [transport, { clusterCpuMs, produceCpuMs }] of Object.entries(transports))
  console.log(
    `${transport}: ${clusterCpuMs.toFixed(3)} ms of CPU for a cluster, ${produceCpuMs.toFixed(3)} ms for one Produce after the other`
  )
const memoryShares = transports.tcp.produceRounds.map((cpuMs, round) => cpuMs / transports.memory.produceRounds[round])
writeResults('testing', { perSecond, clustersMs, transports })
concludeChecks('testing', [
  checkOf(
    'records a second',
    1,
    perSecond.map(rate => rate / GOAL_PER_SECOND)
  ),
  checkOf('clusters', 1, [GOAL_MS / clustersMs]),
  checkOf('CPU of a Produce over TCP, as a multiple of that in memory', 1, memoryShares)
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

function batch(records = RECORDS_PER_BATCH) {
  const builder = batchBuilder()
  for (let i = 0; i < records; i++) builder.append({ key: null, value: Buffer.alloc(100, i), timestamp: 1_000n })
  return builder.build()
}

async function startAndClose(transport) {
  const startedMs = performance.now()
  for (let i = 0; i < CLUSTERS; i++) {
    const cluster = await startTestingCluster({ transport })
    await cluster.close()
  }
  return performance.now() - startedMs
}

// The transports take turns, so that both meet the same load of the machine.
async function compareTransports() {
  const rounds = { tcp: { clusters: [], produce: [] }, memory: { clusters: [], produce: [] } }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [transport, { clusters, produce }] of Object.entries(rounds)) {
      clusters.push((await cpuMsOf(() => startAndClose(transport))) / CLUSTERS)
      produce.push(await produceCpuMs(transport))
    }
  }
  return Object.fromEntries(
    Object.entries(rounds).map(([transport, { clusters, produce }]) => [
      transport,
      { clusterCpuMs: median(clusters), produceCpuMs: median(produce), produceRounds: produce }
    ])
  )
}

async function produceCpuMs(transport) {
  const cluster = await startTestingCluster({ transport, topics: { bench: 1 } })
  const connection = await connect({ host: cluster.bootstrap, dial: cluster.dial })
  const request = requestOf(batch(1))
  const sendAll = async () => {
    for (let i = 0; i < CALLS; i++) await connection.send(Produce, request, { version: 9 })
  }
  const cpuMs = await cpuMsOf(sendAll)
  await connection.close()
  await cluster.close()
  return cpuMs / CALLS
}

async function cpuMsOf(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
