// The memory that a process takes on when it opens a thousand connections at the same time.
import { runChild } from '../support/child.mjs'
import { median } from '../support/results.mjs'

const MANY = 1_000
// A connection keeps 5.6 KB on the heap, and a socket 1.1 KB. The new space of V8 grows to the size of
// what survives in it, and keeps that size: 16 MiB with connections, 8 MiB with sockets. 8 s later V8
// gives most of it back: then connections add 11 to 14 MiB, and sockets 5. Connections that ask for
// no versions at all (`apiVersions` is given) add 1.50 times what sockets add.
const GOAL = 1.75

/** Compares the RSS that connections opened together add with what raw sockets add. */
export async function measureBurst(port, rounds) {
  const samples = { raw: [], driver: [] }
  for (let round = 0; round < rounds; round++)
    for (const [mode, taken] of Object.entries(samples))
      taken.push((await runChild(import.meta.dirname, 'idle-client.mjs', { mode, port, count: MANY, atATime: MANY })).addedMiB)
  const [rawMiB, driverMiB] = [median(samples.raw), median(samples.driver)]
  const checks = [
    {
      what: `${GOAL} times the RSS that ${MANY} raw sockets add, relative to what ${MANY} connections opened together add`,
      ratio: (GOAL * rawMiB) / driverMiB,
      goal: 1
    }
  ]
  return { rawMiB, driverMiB, times: driverMiB / rawMiB, samples, checks }
}
