// A response of twice the size in pieces of 16 KiB must take about twice the time: each byte is
// copied once, whatever the number of pieces.
import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { connect } from 'kafkawire'
import { encodeResponse, Fetch } from 'kafkawire/messages'
import { median } from '../support/results.mjs'
import { FETCH_REQUEST } from './requests.mjs'

const CHUNK_BYTES = 16_384
const MIB = 1_048_576
// Both sizes are above 32 MiB: glibc keeps smaller freed blocks, which are faster to use again.
const SIZES_MIB = [64, 128]
const MAX_FRAME_BYTES = 256 * MIB
const GOAL = 2.3
const VERSION = 4

/** The ratio of the times that the larger and the smaller response take. */
export async function measureFraming(rounds) {
  const answers = SIZES_MIB.map(fetchAnswer)
  const samplesMs = SIZES_MIB.map(() => [])
  for (let round = -1; round < rounds; round++)
    for (const [i, answer] of answers.entries()) {
      const elapsedMs = await timeMs(answer, SIZES_MIB[i] * MIB)
      if (round >= 0) samplesMs[i].push(elapsedMs)
    }
  const [smallMs, largeMs] = samplesMs.map(median)
  const checks = [{ what: `${GOAL}, relative to how many times as long twice the bytes take`, ratio: GOAL / (largeMs / smallMs), goal: 1 }]
  return { smallMs, largeMs, times: largeMs / smallMs, checks }
}

async function timeMs(answer, bytes) {
  const connection = await connect({
    host: 'in.memory',
    dial: () => answering(answer),
    apiVersions: { Fetch: [VERSION, VERSION] },
    limits: { maxFrameBytes: MAX_FRAME_BYTES }
  })
  const beganMs = performance.now()
  const { responses } = await connection.send(Fetch, FETCH_REQUEST)
  const elapsedMs = performance.now() - beganMs
  assert.equal(responses[0].partitions[0].records.length, bytes)
  await connection.close()
  return elapsedMs
}

// A socket reads into one small buffer again and again, so all pieces but the first share their
// memory.
function answering({ head, bytes }) {
  const zeros = Buffer.alloc(CHUNK_BYTES)
  return new Duplex({
    read: () => undefined,
    write(request, _encoding, written) {
      head.writeInt32BE(request.readInt32BE(8), 4)
      this.push(head)
      for (let at = head.length; at < bytes; at += CHUNK_BYTES) this.push(zeros.subarray(0, Math.min(CHUNK_BYTES, bytes - at)))
      written()
    }
  })
}

function fetchAnswer(mib) {
  const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 1n, records: Buffer.alloc(mib * MIB) }
  const body = encodeResponse(Fetch, VERSION, { responses: [{ topic: 't', partitions: [partition] }] })
  const bytes = 8 + body.length
  const head = Buffer.concat([Buffer.alloc(8), body.subarray(0, CHUNK_BYTES - 8)])
  head.writeInt32BE(bytes - 4)
  return { head, bytes }
}
