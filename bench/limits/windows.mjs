// The requests per second of one connection at a window: raw bytes, the prototype and the driver
// take turns.
import { runChild } from '../support/child.mjs'
import { median } from '../support/results.mjs'

const RSS_GOAL_MIB = 200

const rows = [
  { window: 1, kind: 'coordinator', count: 100_000, against: 'raw', goal: 0.85 },
  { window: 16, kind: 'coordinator', count: 300_000, against: 'prototype', goal: 0.8 },
  { window: 64, kind: 'coordinator', count: 600_000, against: 'prototype', goal: 0.8 },
  { window: 1_024, kind: 'coordinator', count: 1_000_000, against: 'prototype', goal: 0.8 },
  { window: 4, kind: 'fetch', count: 3_000, against: 'raw', goal: 0.7 }
]

/** Measures each row of the table in DESIGN.md. Each run has a process of its own. */
export async function measureWindows(port, rounds) {
  const results = []
  for (const row of rows) results.push(await measure(row, port, rounds))
  return results
}

async function measure({ window, kind, count, against, goal }, port, rounds) {
  const samples = { raw: [], prototype: [], driver: [] }
  for (let round = 0; round < rounds; round++)
    for (const [mode, taken] of Object.entries(samples))
      taken.push(await runChild(import.meta.dirname, 'client.mjs', { mode, port, kind, window, count }))
  const driver = middle(samples.driver)
  const limit = middle(samples[against])
  // The best round decides on failure: if another process takes a core for a while, only some
  // rounds suffer.
  const best = Math.max(...samples.driver.map(({ perSecond }, round) => perSecond / samples[against][round].perSecond))
  const checks = [
    { what: `requests a second at window ${window}, relative to ${against}`, ratio: driver.perSecond / limit.perSecond, best, goal }
  ]
  if (kind === 'fetch')
    checks.push({ what: `${RSS_GOAL_MIB} MiB, relative to the RSS at large responses`, ratio: RSS_GOAL_MIB / driver.rssMiB, goal: 1 })
  return { window, kind, against, raw: middle(samples.raw), prototype: middle(samples.prototype), driver, checks }
}

function middle(samples) {
  return Object.fromEntries(Object.keys(samples[0]).map(key => [key, median(samples.map(sample => sample[key]))]))
}
