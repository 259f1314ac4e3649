// Compares the driver with what node:net and JavaScript allow: the table of DESIGN.md, the pool, a
// real broker, large frames and idle connections.
import { openBench } from '../support/bootstrap.mjs'
import { conclude, TOLERANCE, writeResults } from '../support/results.mjs'
import { measureBurst } from './burst.mjs'
import { measureFraming } from './framing.mjs'
import { measureIdle } from './idle.mjs'
import { measureMetadata } from './metadata.mjs'
import { measurePool } from './pool.mjs'
import { startStub } from './stub.mjs'
import { measureWindows } from './windows.mjs'

const stub = await startStub()
const { bootstrap, broker, rounds, stop } = await openBench(5)

const windows = await measureWindows(stub.port, rounds)
console.log(`One connection, medians of ${rounds} rounds in turns`)
console.table(
  windows.flatMap(({ window, kind, raw, prototype, driver }) =>
    Object.entries({ raw, prototype, driver }).map(([mode, row]) => line(window, kind, mode, row))
  )
)
const pool = await measurePool(stub.port, rounds)
console.log(`Requests a second: ${Math.round(pool.pool)} through the pool, ${Math.round(pool.driver)} by a connection alone`)
const metadata = await measureMetadata(bootstrap, rounds)
console.log(
  `Metadata requests a second at ${broker}: ${Math.round(metadata.raw)} on node:net, ${Math.round(metadata.driver)} through kafkawire`
)
const framing = await measureFraming(rounds)
console.log(`A response in pieces of 16 KiB: ${framing.smallMs.toFixed(1)} ms for 64 MiB, ${framing.largeMs.toFixed(1)} ms for 128 MiB`)
const idle = await measureIdle(stub.port, rounds)
console.log(
  `1,000 raw sockets: ${idle.rawMiB.toFixed(0)} MiB; 1,000 connections: ${idle.driverMiB.toFixed(0)} MiB; ${idle.most.open} open: ${idle.most.rssMiB.toFixed(0)} MiB`
)
const burst = await measureBurst(stub.port, rounds)
console.log(
  `Opened together, 1,000 raw sockets add ${burst.rawMiB.toFixed(1)} MiB, and 1,000 connections ${burst.driverMiB.toFixed(1)} MiB`
)
stop()
stub.stop()

const checks = [...windows, pool, metadata, framing, idle, burst].flatMap(each => each.checks)
for (const { what, ratio, goal } of checks)
  console.log(`${ratio >= goal ? 'reached' : 'missed '}  ${ratio.toFixed(2)} (goal ${goal.toFixed(2)})  ${what}`)
writeResults('limits', { broker, rounds, windows, pool, metadata, framing, idle, burst })
conclude(
  'limits',
  checks
    .filter(({ ratio, best = ratio, goal }) => best < goal * TOLERANCE)
    .map(({ what, ratio, best = ratio, goal }) => `${best.toFixed(2)} at best where the goal is ${goal}: ${what}`)
)

function line(window, kind, mode, { perSecond, cpuUs, rssMiB }) {
  return { window, kind, mode, perSecond: Math.round(perSecond), 'CPU µs': Number(cpuUs.toFixed(2)), 'RSS MiB': Math.round(rssMiB) }
}
