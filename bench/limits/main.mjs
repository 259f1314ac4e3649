// How near the driver comes to what node:net and JavaScript allow: the table of DESIGN.md, the pool, a real broker, large frames, idle connections.
import { openBench } from '../support/bootstrap.mjs'
import { conclude, TOLERANCE, writeResults } from '../support/results.mjs'
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
console.log(`Through the pool: ${Math.round(pool.pool)} requests a second; by a connection alone: ${Math.round(pool.driver)}`)
const metadata = await measureMetadata(bootstrap, rounds)
console.log(`Metadata of ${broker}: ${Math.round(metadata.raw)} a second on node:net, ${Math.round(metadata.driver)} through kafkawire`)
const framing = await measureFraming(rounds)
console.log(`An answer of 64 MiB in pieces of 16 KiB: ${framing.smallMs.toFixed(1)} ms; of 128 MiB: ${framing.largeMs.toFixed(1)} ms`)
const idle = await measureIdle(stub.port, rounds)
console.log(
  `1,000 raw sockets: ${idle.rawMiB.toFixed(0)} MiB; 1,000 connections: ${idle.driverMiB.toFixed(0)} MiB; ${idle.most.open} open: ${idle.most.rssMiB.toFixed(0)} MiB`
)
stop()
stub.stop()

const checks = [...windows, pool, metadata, framing, idle].flatMap(each => each.checks)
for (const { what, ratio, goal } of checks)
  console.log(`${ratio >= goal ? 'reached' : 'missed '}  ${ratio.toFixed(2)} (goal ${goal.toFixed(2)})  ${what}`)
writeResults('limits', { broker, rounds, windows, pool, metadata, framing, idle })
conclude(
  'limits',
  checks
    .filter(({ ratio, best = ratio, goal }) => best < goal * TOLERANCE)
    .map(({ what, ratio, best = ratio, goal }) => `${best.toFixed(2)} at best where the goal is ${goal}: ${what}`)
)

function line(window, kind, mode, { perSecond, cpuUs, rssMiB }) {
  return { window, kind, mode, perSecond: Math.round(perSecond), 'CPU µs': Number(cpuUs.toFixed(2)), 'RSS MiB': Math.round(rssMiB) }
}
