// The cost of the pool: the driver's requests, each on a connection that it asks the pool for.
import assert from 'node:assert/strict'
import { Pool } from 'kafkawire'
import { FindCoordinator } from 'kafkawire/messages'
import { runChild } from '../support/child.mjs'
import { median } from '../support/results.mjs'
import { KEY } from './requests.mjs'
import { HOST_BYTES } from './stub.mjs'

const WINDOW = 64
const COUNT = 600_000
const GOAL = 0.95
const NODE_ID = 1

/** The requests per second through a pool and by a connection alone, which take turns. */
export async function measurePool(port, rounds) {
  const samples = { driver: [], pool: [] }
  for (let round = 0; round < rounds; round++)
    for (const [mode, taken] of Object.entries(samples)) {
      const { perSecond } = await runChild(import.meta.dirname, 'client.mjs', {
        mode,
        port,
        kind: 'coordinator',
        window: WINDOW,
        count: COUNT
      })
      taken.push(perSecond)
    }
  const ratios = samples.pool.map((perSecond, round) => perSecond / samples.driver[round])
  const what = `requests a second through the pool at window ${WINDOW}, of a connection alone`
  const checks = [{ what, ratio: median(ratios), best: Math.max(...ratios), goal: GOAL }]
  return { driver: median(samples.driver), pool: median(samples.pool), checks }
}

/** Makes a pool, checks one response, and returns `send`. */
export async function openPool({ port, window }) {
  const pool = new Pool({ connection: { clientId: 'limits', limits: { maxInFlight: Math.max(window, 1_024) } } })
  pool.setBrokers([{ nodeId: NODE_ID, host: '127.0.0.1', port }])
  const lane = pool.laneOf(FindCoordinator)
  const { host } = await (await pool.acquire(NODE_ID, lane)).send(FindCoordinator, { key: KEY })
  assert.equal(host.length, HOST_BYTES)
  return { send: () => pool.ready(NODE_ID, lane).send(FindCoordinator, { key: KEY }), close: () => pool.close() }
}
