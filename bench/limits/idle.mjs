// The cost of idle connections: the memory of a process with a thousand of them, and whether a
// process can open ten thousand.
import assert from 'node:assert/strict'
import { runChild } from '../support/child.mjs'
import { median } from '../support/results.mjs'

const MANY = 1_000
const VERY_MANY = 10_000
const AT_A_TIME = 100
const GOAL = 1.35

/**
 * Opens connections to the stub. The stub has a process of its own, because both ends of a socket
 * take a file descriptor (`ulimit -n`).
 */
export async function measureIdle(port, rounds) {
  const samples = { raw: [], driver: [] }
  for (let round = 0; round < rounds; round++)
    for (const [mode, taken] of Object.entries(samples))
      taken.push(
        (await runChild(import.meta.dirname, 'idle-client.mjs', { mode, port, count: MANY, atATime: AT_A_TIME }, ['--expose-gc'])).rssMiB
      )
  const most = await runChild(import.meta.dirname, 'idle-client.mjs', { mode: 'driver', port, count: VERY_MANY, atATime: AT_A_TIME }, [
    '--expose-gc'
  ])
  const [rawMiB, driverMiB] = [median(samples.raw), median(samples.driver)]
  assert.equal(
    most.open,
    VERY_MANY,
    `not all of ${VERY_MANY} connections are open (each takes a file descriptor at both ends: check ulimit -n)`
  )
  const checks = [
    {
      what: `${GOAL} times the RSS of ${MANY} raw sockets, relative to the RSS of ${MANY} connections`,
      ratio: (GOAL * rawMiB) / driverMiB,
      goal: 1
    }
  ]
  return { rawMiB, driverMiB, times: driverMiB / rawMiB, most, checks }
}
