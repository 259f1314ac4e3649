// An answer of twice the size, in pieces of 16 KiB, must take about twice the time: each byte is copied once, however many pieces there are.
import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { connect } from 'kafkawire'
import { encodeResponse, Fetch } from 'kafkawire/messages'
import { median } from '../support/results.mjs'
import { FETCH_REQUEST } from './requests.mjs'

const CHUNK_BYTES = 16_384
const MIB = 1_048_576
const SIZES_MIB = [32, 64]
const GOAL = 2.3
const VERSION = 4

/** How many times as long the larger of two answers takes. */
export async function measureFraming(rounds) {
  const answers = SIZES_MIB.map(fetchAnswer)
  const samplesMs = SIZES_MIB.map(() => [])
  for (let round = -1; round < rounds; round++)
    for (const [i, answer] of answers.entries()) {
      const elapsedMs = await timeMs(answer, SIZES_MIB[i] * MIB)
      if (round >= 0) samplesMs[i].push(elapsedMs)
    }
  const [smallMs, largeMs] = samplesMs.map(median)
  const checks = [{ what: `${GOAL} times, of how much longer twice the bytes take`, ratio: GOAL / (largeMs / smallMs), goal: 1 }]
  return { smallMs, largeMs, times: largeMs / smallMs, checks }
}

async function timeMs(answer, bytes) {
  const dial = () => answering(answer)
  const connection = await connect({ host: 'in.memory', dial, apiVersions: { Fetch: [VERSION, VERSION] } })
  const beganMs = performance.now()
  const { responses } = await connection.send(Fetch, FETCH_REQUEST)
  const elapsedMs = performance.now() - beganMs
  assert.equal(responses[0].partitions[0].records.length, bytes)
  await connection.close()
  return elapsedMs
}

function answering(answer) {
  return new Duplex({
    read: () => undefined,
    write(request, _encoding, written) {
      answer.writeInt32BE(request.readInt32BE(8), 4)
      for (let at = 0; at < answer.length; at += CHUNK_BYTES) this.push(answer.subarray(at, at + CHUNK_BYTES))
      written()
    }
  })
}

function fetchAnswer(mib) {
  const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 1n, records: Buffer.alloc(mib * MIB) }
  const body = encodeResponse(Fetch, VERSION, { responses: [{ topic: 't', partitions: [partition] }] })
  const frame = Buffer.concat([Buffer.alloc(8), body])
  frame.writeInt32BE(frame.length - 4)
  return frame
}
