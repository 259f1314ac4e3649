// The two requests that the stub answers, as bytes: a FindCoordinator v0 of about a hundred bytes,
// and a Fetch v4 whose response has 1 MiB.
const CLIENT_ID = 'limits'
// The API keys are numbers here, so that the process that is compared with the driver need not load
// the driver.
const FIND_COORDINATOR = 10
const FETCH = 1

/** The key in every FindCoordinator request. */
export const KEY = 'k'.repeat(80)

/** The Fetch request in the form that the driver takes. */
export const FETCH_REQUEST = {
  replicaId: -1,
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 0x7fff_ffff,
  topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 0x7fff_ffff }] }]
}

/** A whole request. The caller writes the correlation id at byte 8. */
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
