// Encodes and decodes the requests and responses of three APIs, each checked before it is timed.
// They take turns with JSON.parse of the same content, because newer versions of Node change
// JSON.parse less than JSON.stringify.
import assert from 'node:assert/strict'
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from 'kafkawire/messages'
import { Bench } from 'tinybench'
import { conclude, median, TOLERANCE, writeResults } from '../support/results.mjs'
import { messages, plain } from './messages.mjs'

const ROUNDS = 7
const TURN_MS = 60
const CALLS = 50 // calls in one sample: with one call, the clock itself would be measured

// The goals: how many times as fast as JSON.parse each message is encoded and decoded.
const goals = {
  'Metadata request': { encode: 0.7, decode: 0.9 },
  'Metadata response': { encode: 4.5, decode: 5.5 },
  'Produce request': { encode: 2.8, decode: 6 },
  'Produce response': { encode: 1.6, decode: 2.4 },
  'Fetch request': { encode: 2, decode: 3 },
  'Fetch response': { encode: 2.8, decode: 6 }
}

const rows = messages.flatMap(prepare)
for (const row of rows) measure(row, 1)
for (let round = 0; round < ROUNDS; round++) for (const row of rows) row.rounds.push(measure(row, TURN_MS))

const results = rows.map(({ name, direction, bytes, goal, rounds }) => {
  const perSecond = median(rounds.map(round => round.perSecond))
  const ratio = median(rounds.map(round => round.perSecond / round.jsonPerSecond))
  return { message: name, direction, bytes, perSecond, mbPerSecond: (perSecond * bytes) / 1e6, ratio, goal }
})
console.table(
  results.map(({ perSecond, mbPerSecond, ratio, ...row }) => ({
    ...row,
    perSecond: Math.round(perSecond),
    'MB/s': Math.round(mbPerSecond),
    'times JSON': Number(ratio.toFixed(2))
  }))
)
writeResults('codec', { results })
const slow = results.filter(({ ratio, goal }) => ratio < goal * TOLERANCE)
conclude(
  'codec',
  slow.map(
    ({ message, direction, ratio, goal }) =>
      `${direction} of a ${message} is ${ratio.toFixed(2)} times as fast as JSON.parse; the goal is ${goal}`
  )
)

/**
 * Encodes and decodes one message. The decoded message must equal the encoded one, byte by byte.
 */
function prepare({ name, api, version, kind, message, probe, expected }) {
  const [encode, decode] = kind === 'Request' ? [encodeRequest, decodeRequest] : [encodeResponse, decodeResponse]
  const encoded = Buffer.from(encode(api, version, message))
  const decoded = decode(api, version, encoded)
  assert.equal(probe(decoded), expected, name)
  assert.ok(encoded.equals(encode(api, version, decoded)), `${name} is not written as it was read`)
  const text = JSON.stringify(plain(message))
  const row = { name, bytes: encoded.length, json: () => JSON.parse(text) }
  return [
    { ...row, direction: 'encode', goal: goals[name].encode, run: () => encode(api, version, message), rounds: [] },
    { ...row, direction: 'decode', goal: goals[name].decode, run: () => decode(api, version, encoded), rounds: [] }
  ]
}

function measure({ run, json }, turnMs) {
  const bench = new Bench({ time: turnMs, iterations: 5, warmup: false })
  bench.add('codec', () => repeat(run)).add('json', () => repeat(json))
  const [perSecond, jsonPerSecond] = bench.runSync().map(({ result }) => (CALLS * 1e3) / result.latency.p50)
  return { perSecond, jsonPerSecond }
}

function repeat(call) {
  let last
  for (let i = 0; i < CALLS; i++) last = call()
  return last
}
