// One case of one client in a process of its own:
// node worker.mjs '{"client":"kafkawire","work":"read",…}' prints the result as JSON.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureCalls } from './calls.mjs'
import { JsonReading, Reading } from './reading.mjs'
import { readValues } from './values.mjs'

const job = JSON.parse(process.argv[2])
const client = await import(join(import.meta.dirname, 'clients', `${job.client}.mjs`))
const result = job.work === 'produce' ? await produce() : await read()
console.log(JSON.stringify({ ...result, peakRssMiB: peakRssMiB() }))
if (job.close) await client.close()
process.exit(0)

async function produce() {
  const { valuesFile, valueBytes, batchRecords, topic, partitions, compression } = job
  await client.open(job)
  const batches = readValues(valuesFile, valueBytes, batchRecords).map(values => client.prepare?.(values) ?? values)
  const { calls, allCalls, elapsedMs, cpuSeconds } = await measureCalls(job, i =>
    client.sendBatch({ topic, partition: i % partitions, values: batches[i % batches.length], compression })
  )
  return { ...outcome(calls * batchRecords, elapsedMs, cpuSeconds), sent: allCalls * batchRecords }
}

async function read() {
  await client.open(job)
  const reading = job.work === 'json' ? new JsonReading(job.records) : new Reading(job.records)
  const before = process.cpuUsage()
  if (job.work === 'mirror') {
    await client.mirror({ ...job, reading })
    reading.prolong()
  } else await client.readAll({ ...job, reading })
  const { user, system } = process.cpuUsage(before)
  const measured = outcome(reading.records, reading.elapsedMs, (user + system) / 1e6)
  return { ...measured, offsets: Number(reading.offsets), contentSum: reading.contentSum }
}

function outcome(records, elapsedMs, cpuSeconds) {
  return { records, perSecond: (records * 1e3) / elapsedMs, cpuPerMillion: (cpuSeconds / records) * 1e6 }
}

function peakRssMiB() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
}
