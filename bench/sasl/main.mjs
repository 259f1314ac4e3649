// The cost of SCRAM: the time that it adds to opening a connection, and the time that the event
// loop is blocked while a password is salted.
import assert from 'node:assert/strict'
import { pbkdf2 } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs, promisify } from 'node:util'
import { connect, errorCodes } from 'kafkawire'
import { scramSha512 } from 'kafkawire/sasl'
import { conclude, median, TOLERANCE, writeResults } from '../support/results.mjs'
import { startScramBroker } from './broker.mjs'

const PASSWORD = 'a password of thirty characters'
const USUAL = { iterations: 4_096, goalMs: 15, rounds: 40 }
const MOST = { iterations: 1_000_000, goalMs: 20, rounds: 5 }
const WARM_UPS = 5

const { values } = parseArgs({ options: { rounds: { type: 'string', default: String(USUAL.rounds) } } })
const added = await measureAdded(Number(values.rounds))
const delays = await measureDelays()

console.log(
  `SCRAM-SHA-512 with ${USUAL.iterations} iterations adds to a connect on loopback, median of ${added.addedMs.length} rounds in turns`
)
report(median(added.addedMs), USUAL.goalMs)
const best = Math.min(...delays.scramMs)
console.log(
  `The event loop is held up while a password is salted ${MOST.iterations} times, the shortest of ${MOST.rounds} connects in turns`
)
report(best, MOST.goalMs)
console.log(
  `  ${Math.min(...delays.bareMs).toFixed(1)} ms by crypto.pbkdf2 alone; a connect takes ${median(delays.connectMs).toFixed(0)} ms`
)
writeResults('sasl', { usual: { ...USUAL, ...added }, most: { ...MOST, ...delays } })
conclude('sasl', [
  ...tooLong(`${USUAL.iterations} iterations add`, median(added.addedMs), USUAL.goalMs),
  ...tooLong(`${MOST.iterations} iterations hold up the event loop for`, best, MOST.goalMs)
])

async function measureAdded(rounds) {
  const broker = await startScramBroker(PASSWORD, USUAL.iterations)
  await assert.rejects(openMs(broker, scramSha512({ username: 'alice', password: 'another' })), {
    code: 'KAFKA_AUTHENTICATION',
    errorCode: errorCodes.SASL_AUTHENTICATION_FAILED
  })
  const plainMs = []
  const scramMs = []
  for (let round = -WARM_UPS; round < rounds; round++) {
    const without = await openMs(broker, undefined)
    // Each connection has a mechanism of its own, because a mechanism keeps the passwords that it
    // has salted.
    const withScram = await openMs(broker, scramSha512({ username: 'alice', password: PASSWORD }))
    if (round < 0) continue
    plainMs.push(without)
    scramMs.push(withScram)
  }
  broker.stop()
  return { plainMs, scramMs, addedMs: scramMs.map((elapsedMs, round) => elapsedMs - plainMs[round]) }
}

// crypto.pbkdf2 alone is measured too, because a busy machine blocks every program that runs on it.
async function measureDelays() {
  const broker = await startScramBroker(PASSWORD, MOST.iterations)
  const connectMs = []
  const scramMs = []
  const bareMs = []
  for (let round = 0; round < MOST.rounds; round++) {
    scramMs.push(
      await longestDelayMs(async () => connectMs.push(await openMs(broker, scramSha512({ username: 'alice', password: PASSWORD }))))
    )
    bareMs.push(await longestDelayMs(() => promisify(pbkdf2)(PASSWORD, 'a salt', MOST.iterations, 64, 'sha512')))
  }
  broker.stop()
  return { connectMs, scramMs, bareMs }
}

async function openMs({ host, port }, sasl) {
  const startedMs = performance.now()
  const connection = await connect({ host, port, sasl })
  const elapsedMs = performance.now() - startedMs
  await connection.close()
  return elapsedMs
}

/**
 * Runs a function and resolves with the longest time that the event loop was blocked meanwhile, in
 * ms.
 */
async function longestDelayMs(run) {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await run()
  delays.disable()
  return delays.max / 1e6
}

function report(ms, goalMs) {
  console.log(`  ${ms.toFixed(1)} ms; the goal is under ${goalMs} ms${ms < goalMs ? '' : ': missed'}`)
}

function tooLong(what, elapsedMs, goalMs) {
  const limitMs = goalMs / TOLERANCE
  return elapsedMs <= limitMs ? [] : [`${what} ${elapsedMs.toFixed(1)} ms; more than ${limitMs.toFixed(1)} ms is too much`]
}
