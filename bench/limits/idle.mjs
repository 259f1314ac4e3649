// What connections cost that do nothing: the memory of a process with a thousand of them, and whether ten thousand can be had.
import assert from 'node:assert/strict'
import { runChild } from '../support/child.mjs'
import { median } from '../support/results.mjs'

const MANY = 1_000
const VERY_MANY = 10_000
const GOAL = 1.35

/** Connections to the stub, which has a process of its own: each side of a socket takes a file descriptor (`ulimit -n`). */
export async function measureIdle(port, rounds) {
  const samples = { raw: [], driver: [] }
  for (let round = 0; round < rounds; round++)
    for (const [mode, taken] of Object.entries(samples))
      taken.push((await runChild(import.meta.dirname, 'idle-client.mjs', { mode, port, count: MANY }, ['--expose-gc'])).rssMiB)
  const most = await runChild(import.meta.dirname, 'idle-client.mjs', { mode: 'driver', port, count: VERY_MANY }, ['--expose-gc'])
  const [rawMiB, driverMiB] = [median(samples.raw), median(samples.driver)]
  assert.equal(most.open, VERY_MANY, `${VERY_MANY} connections are open (each takes a file descriptor on both sides: ulimit -n)`)
  const checks = [
    { what: `${GOAL} times the RSS of ${MANY} raw sockets, of that of ${MANY} connections`, ratio: (GOAL * rawMiB) / driverMiB, goal: 1 }
  ]
  return { rawMiB, driverMiB, times: driverMiB / rawMiB, most, checks }
}
