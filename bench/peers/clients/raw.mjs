// The limit that the broker and a socket of node:net set, without a client. Requests are encoded
// beforehand. Of a response only the error code is read, or the headers of its batches, which give
// the next offset. Each partition has one Fetch in flight.
import { acks, decodeResponse, encodeRequest, encodeRequestHeader, Fetch, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { FrameSocket } from '../frame-socket.mjs'

// The last versions whose fields are at fixed positions.
const PRODUCE_VERSION = 8
const FETCH_VERSION = 11
const CORRELATION_ID_BYTES = 4
const OFFSET_TO_FILL_IN = 0x1122_3344_5566_7788n

let socket
const requests = new Map()

export async function open({ bootstrap }) {
  socket = await FrameSocket.connect(bootstrap)
}

export function sendBatch({ topic, partition, values }) {
  if (!requests.has(partition)) requests.set(partition, produceRequest(topic, partition, values))
  const errorAt = CORRELATION_ID_BYTES + 4 + 2 + topic.length + 4 + 4
  return new Promise((resolve, reject) =>
    socket.send(requests.get(partition), answer => {
      const errorCode = answer.readInt16BE(errorAt)
      if (errorCode === 0) resolve()
      else reject(new Error(`Produce: error ${errorCode}`))
    })
  )
}

export function readAll({ topic, partitions, reading }) {
  return new Promise((resolve, reject) => {
    for (let partition = 0; partition < partitions; partition++) {
      const request = fetchRequest(topic, partition)
      const fetchFrom = offset => socket.send(request.from(offset), onAnswer)
      const onAnswer = answer => {
        const { records, errorCode } = decodeResponse(Fetch, FETCH_VERSION, answer.subarray(CORRELATION_ID_BYTES)).responses[0]
          .partitions[0]
        if (errorCode !== 0) return reject(new Error(`Fetch: error ${errorCode}`))
        const next = countRecords(Buffer.from(records.buffer, records.byteOffset, records.length), reading)
        if (reading.isComplete) resolve()
        else fetchFrom(next)
      }
      fetchFrom(0n)
    }
  })
}

export function close() {
  socket.close()
}

// Counts the records of whole batches, and returns the offset after them.
function countRecords(bytes, reading) {
  let next = 0n
  for (let at = 0; at + 61 <= bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + 8)
    if (end > bytes.length) break
    next = bytes.readBigInt64BE(at) + BigInt(bytes.readInt32BE(at + 23)) + 1n
    reading.count(bytes.readInt32BE(at + 57))
    at = end
  }
  return next
}

function produceRequest(topic, index, values) {
  const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY })
  for (const value of values) builder.append({ value })
  const topicData = [{ name: topic, partitionData: [{ index, records: builder.build() }] }]
  return frame(Produce, PRODUCE_VERSION, { acks: acks.ALL, timeoutMs: 30_000, topicData })
}

function fetchRequest(topic, partition) {
  const partitions = [{ partition, fetchOffset: OFFSET_TO_FILL_IN, partitionMaxBytes: 1_048_576 }]
  const bytes = frame(Fetch, FETCH_VERSION, { maxWaitMs: 500, minBytes: 1, maxBytes: 52_428_800, topics: [{ topic, partitions }] })
  const marker = Buffer.alloc(8)
  marker.writeBigInt64BE(OFFSET_TO_FILL_IN)
  const at = bytes.indexOf(marker)
  return {
    from(offset) {
      bytes.writeBigInt64BE(offset, at)
      return bytes
    }
  }
}

function frame(api, version, request) {
  const header = encodeRequestHeader({ apiKey: api.key, apiVersion: version, correlationId: 0, clientId: 'peers' })
  const body = encodeRequest(api, version, request)
  const length = Buffer.alloc(4)
  length.writeInt32BE(header.length + body.length)
  return Buffer.concat([length, header, body])
}
