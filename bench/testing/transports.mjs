// The transports of a testing cluster, TCP and memory, in one process.
import { connect } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { startTestingCluster } from 'kafkawire/testing'
import { median } from '../support/results.mjs'
import { requestOf } from './produce.mjs'

export const CLUSTERS = 1_000
const CALLS = 5_000

/** How long it takes to start and close all clusters, one after the other, in milliseconds. */
export async function startAndClose(transport) {
  const startedMs = performance.now()
  for (let i = 0; i < CLUSTERS; i++) {
    const cluster = await startTestingCluster({ transport })
    await cluster.close()
  }
  return performance.now() - startedMs
}

/** The CPU time of a cluster and of a Produce. The transports take turns, so that both meet the same load of the machine. */
export async function compareTransports(rounds) {
  const samples = { tcp: { clusters: [], produce: [] }, memory: { clusters: [], produce: [] } }
  for (let round = 0; round < rounds; round++) {
    for (const [transport, { clusters, produce }] of Object.entries(samples)) {
      clusters.push((await cpuMsOf(() => startAndClose(transport))) / CLUSTERS)
      produce.push(await produceCpuMs(transport))
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([transport, { clusters, produce }]) => [
      transport,
      { clusterCpuMs: median(clusters), produceCpuMs: median(produce), produceRounds: produce }
    ])
  )
}

async function produceCpuMs(transport) {
  const cluster = await startTestingCluster({ transport, topics: { bench: 1 } })
  const connection = await connect({ host: cluster.bootstrap, dial: cluster.dial })
  const request = requestOf('bench', 1)
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
