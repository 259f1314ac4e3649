// What a testing broker takes: records in batches, in a process of its own, and how long it takes
// to start and close many clusters. What the transport in memory saves over TCP in one process.
// How soon the command is ready.
import { checkOf, concludeChecks } from '../support/checks.mjs'
import { median, writeResults } from '../support/results.mjs'
import { testingRate } from './produce.mjs'
import { ownTimeUntilReady } from './ready.mjs'
import { CLUSTERS, compareTransports, startAndClose } from './transports.mjs'

const ROUNDS = 5
const GOAL_PER_SECOND = 200_000
const GOAL_MS = 10_000
const GOAL_READY_MS = 500

const perSecond = []
for (let round = 0; round < ROUNDS; round++) perSecond.push(await testingRate())
console.log(`One testing broker takes ${Math.round(median(perSecond))} records of 100 bytes a second, median of ${ROUNDS} rounds`)
const clustersMs = await startAndClose('tcp')
console.log(`${CLUSTERS} testing clusters were started and closed in ${Math.round(clustersMs)} ms`)
const transports = await compareTransports(ROUNDS)
for (const [transport, { clusterCpuMs, produceCpuMs }] of Object.entries(transports))
  console.log(
    `${transport}: ${clusterCpuMs.toFixed(3)} ms of CPU for a cluster, ${produceCpuMs.toFixed(3)} ms for one Produce after the other`
  )
const memoryShares = transports.tcp.produceRounds.map((cpuMs, round) => cpuMs / transports.memory.produceRounds[round])
const readyMs = []
for (let round = 0; round < ROUNDS; round++) readyMs.push(await ownTimeUntilReady())
console.log(`kafkawire broker is ready ${Math.round(median(readyMs))} ms after Node has started, median of ${ROUNDS} rounds`)
writeResults('testing', { perSecond, clustersMs, transports, readyMs })
concludeChecks('testing', [
  checkOf(
    'records a second',
    1,
    perSecond.map(rate => rate / GOAL_PER_SECOND)
  ),
  checkOf('clusters', 1, [GOAL_MS / clustersMs]),
  checkOf('CPU of a Produce over TCP, as a multiple of that in memory', 1, memoryShares),
  checkOf(
    'the time until kafkawire broker is ready',
    1,
    readyMs.map(ms => GOAL_READY_MS / ms)
  )
])
