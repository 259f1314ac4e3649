// Sends one Metadata request after the other: the driver and a loop on node:net take turns on two
// connections of one process.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectRaw } from 'node:net'
import { connect } from 'kafkawire'
import { encodeRequest, encodeRequestHeader, Metadata } from 'kafkawire/messages'
import { median } from '../support/results.mjs'

const VERSION = 1
const REQUESTS = 3_000
const GOAL = 0.9
const NO_TOPICS = { topics: [] }

/** The requests per second of the driver and of the loop at a broker. */
export async function measureMetadata(bootstrap, rounds) {
  const [driver, raw] = [await openDriver(bootstrap), await openRaw(bootstrap)]
  assert.equal(await driver.ask(), await raw.ask(), 'both are told of the same brokers')
  const samples = { raw: [], driver: [] }
  for (let round = -1; round < rounds; round++)
    for (const [name, { ask }] of [
      ['raw', raw],
      ['driver', driver]
    ]) {
      const perSecond = await rate(ask)
      if (round >= 0) samples[name].push(perSecond)
    }
  await driver.close()
  raw.close()
  const ratios = samples.driver.map((perSecond, round) => perSecond / samples.raw[round])
  const what = 'Metadata requests a second, one after the other, of raw'
  const checks = [{ what, ratio: median(ratios), best: Math.max(...ratios), goal: GOAL }]
  return { raw: median(samples.raw), driver: median(samples.driver), checks }
}

async function rate(ask) {
  const beganMs = performance.now()
  for (let i = 0; i < REQUESTS; i++) await ask()
  return (REQUESTS * 1e3) / (performance.now() - beganMs)
}

async function openDriver(host) {
  const connection = await connect({ host })
  const ask = async () => (await connection.send(Metadata, NO_TOPICS, { version: VERSION })).brokers.length
  return { ask, close: () => connection.close() }
}

async function openRaw(bootstrap) {
  const { hostname: host, port } = new URL(`tcp://${bootstrap.split(',')[0]}`)
  const body = encodeRequest(Metadata, VERSION, NO_TOPICS)
  const header = encodeRequestHeader({ apiKey: Metadata.key, apiVersion: VERSION, correlationId: 0, clientId: 'kafkawire' })
  const request = Buffer.concat([Buffer.alloc(4), header, body])
  request.writeInt32BE(request.length - 4)
  let received = Buffer.alloc(0)
  let resolve = () => undefined
  const socket = connectRaw({ host, port: Number(port), noDelay: true })
  socket.on('data', chunk => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return
    const brokers = received.readInt32BE(8)
    received = received.subarray(4 + received.readInt32BE(0))
    resolve(brokers)
  })
  await once(socket, 'connect')
  const ask = () =>
    new Promise(answered => {
      resolve = answered
      socket.write(request)
    })
  return { ask, close: () => socket.destroy() }
}
