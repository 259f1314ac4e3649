import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PARTITIONS, PAYLOADS } from './cases.mjs'
import { clients, commandOf } from './clients.mjs'
import { contentSumOf, sampleBatches } from './stored.mjs'
import { createTopic, deleteTopic, endOffsets, sum } from './topics.mjs'

const execute = promisify(execFile)
const LIMIT_MS = 90_000
const WARM_UP_MS = 1500
const MEASURES = { produce: measureProduce, read: measureRead, json: measureRead, mirror: measureMirror }

/**
 * Runs one round of one case: each client once, and in each round another client first. The sample
 * of a client that fails has an `error`.
 */
export async function measureCase(each, round, setting) {
  const able = setting.clients.filter(client => isAble(client, each))
  const turns = able.map((_, i) => able[(i + round) % able.length]).flatMap(client => variantsOf(client, each))
  const measure = MEASURES[each.work]
  const samples = []
  for (const { client, variant, options } of turns) {
    const job = jobOf(client, { ...each, ...options }, setting)
    const measured = await measure(job, setting).catch(error => ({ error: messageOf(error) }))
    samples.push({ id: each.id, round, client: variant, ...measured })
    console.log(line(samples.at(-1)))
  }
  assertAlike(samples)
  return samples
}

function isAble(client, { work, ours, only, compression }) {
  if (!clients[client][work]?.includes(compression)) return false
  return only?.includes(client) ?? (clients[client].kind !== 'ours' || client === ours)
}

function variantsOf(client, { unchecked }) {
  const plain = { client, variant: client, options: {} }
  if (client !== 'kafkawire' || unchecked === undefined) return [plain]
  return [plain, { client, variant: 'kafkawire-unchecked', options: { checkCrc: false } }]
}

/** The job for a client. */
function jobOf(client, { goals, unchecked, ours, only, ...each }, { bootstrap, valuesFiles, measureMs }) {
  const written = `peers-${process.pid}-${client}-${each.id}`
  const where = { topic: written, target: written, bootstrap, partitions: PARTITIONS }
  const values = { valuesFile: valuesFiles[each.payload], valueBytes: PAYLOADS[each.payload].bytes }
  return { client, ...where, ...each, ...values, warmUpMs: WARM_UP_MS, measureMs }
}

async function measureRead(job, { connection, node }) {
  const result = await runClient(job, node)
  assertEqual('records read', result.records, job.records)
  const offsets = sum((await endOffsets(connection, job.topic)).map(end => (end * (end - 1)) / 2))
  if (job.client !== 'raw') assertEqual('the sum of the offsets', result.offsets, offsets)
  return result
}

async function measureProduce(job, { connection, node }) {
  await createTopic(connection, job.topic)
  try {
    const result = await runClient(job, node)
    await assertStored(connection, job.topic, result.sent)
    return { ...result, ...(await sampleBatches(connection, job.topic)) }
  } finally {
    await deleteTopic(connection, job.topic)
  }
}

// A client that mirrors without decoding has no sum of its own, so the copy is read here.
async function measureMirror(job, { connection, node }) {
  await createTopic(connection, job.target)
  try {
    const result = await runClient(job, node)
    assertEqual('records mirrored', result.records, job.records)
    await assertStored(connection, job.target, job.records)
    const contentSum = await contentSumOf(connection, job.target)
    assertEqual('the sum over the copy', contentSum, await contentSumOf(connection, job.topic))
    return { ...result, contentSum, ...(await sampleBatches(connection, job.target)) }
  } finally {
    await deleteTopic(connection, job.target)
  }
}

async function assertStored(connection, topic, acknowledged) {
  assertEqual('records stored', sum(await endOffsets(connection, topic)), acknowledged)
}

function assertEqual(what, found, expected) {
  assert.equal(found, expected, `${what}: ${found}; expected ${expected}`)
}

async function runClient(job, node) {
  const [file, ...args] = commandOf(job.client, node)
  const { stdout } = await execute(file, [...args, JSON.stringify(job)], { timeout: LIMIT_MS, killSignal: 'SIGKILL' })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1))
}

// All clients that read must have read the same bytes.
function assertAlike(samples) {
  const sums = new Set(samples.map(({ contentSum }) => contentSum).filter(found => found > 0))
  assert.ok(sums.size <= 1, `the clients read different bytes in ${samples[0]?.id}: ${[...sums]}`)
}

function messageOf(error) {
  return String(error.stderr || error.message)
    .trim()
    .slice(-500)
}

function line({ id, round, client, error, perSecond, cpuPerMillion, peakRssMiB }) {
  const outcome =
    error ?? `${(perSecond / 1e6).toPrecision(3)} M/s, ${cpuPerMillion.toFixed(2)} s of CPU a million, ${peakRssMiB.toFixed(0)} MiB`
  return `${round + 1}  ${id.padEnd(28)} ${client.padEnd(20)} ${outcome}`
}
