// The two requests that the stub answers, as bytes: a FindCoordinator v0 of about a hundred bytes, and a Fetch v4 for an answer of 1 MiB.
const CLIENT_ID = 'limits'
// The keys are given here, so that a process that is compared with the driver need not load it.
const FIND_COORDINATOR = 10
const FETCH = 1

/** The key that is asked for in every FindCoordinator. */
export const KEY = 'k'.repeat(80)

/** The same Fetch as the driver takes it. */
export const FETCH_REQUEST = {
  replicaId: -1,
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 0x7fff_ffff,
  topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 0x7fff_ffff }] }]
}

/** A whole request; its correlation id, at byte 8, is to be filled in. */
export function requestBytes(kind) {
  return kind === 'fetch' ? frame(FETCH, 4, fetchBody()) : frame(FIND_COORDINATOR, 0, Buffer.concat([int16(KEY.length), Buffer.from(KEY)]))
}

function fetchBody() {
  const limits = [int32(-1), int32(500), int32(1), int32(0x7fff_ffff), Buffer.from([0])]
  const topic = [int32(1), int16(1), Buffer.from('t')]
  const partition = [int32(1), int32(0), Buffer.alloc(8), int32(0x7fff_ffff)]
  return Buffer.concat([...limits, ...topic, ...partition])
}

function frame(key, version, body) {
  const header = Buffer.concat([int16(key), int16(version), int32(0), int16(CLIENT_ID.length), Buffer.from(CLIENT_ID)])
  return Buffer.concat([int32(header.length + body.length), header, body])
}

function int16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
