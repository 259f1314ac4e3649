// The hot path of a driver and nothing else: a promise per request, a ring, one slab, one read
// buffer that is reused, and the decoding of the response. It checks only the correlation id. So
// its rate is the limit that JavaScript sets for a driver.
import { once } from 'node:events'
import { connect } from 'node:net'
import { KEY, requestBytes } from './requests.mjs'

const SLAB_BYTES = 65_536
const RING = 4_096

/** Connects and returns `send`. */
export async function openPrototype({ port, kind }) {
  const template = requestBytes(kind)
  const keyAt = template.length - KEY.length
  const ring = new Array(RING)
  const frames = frameCutter(onFrame)
  let [oldest, newest, nextId] = [0, 0, 0]
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  let [written, flushed] = [0, 0]
  let isScheduled = false

  const callback = (length, bytes) => {
    frames(bytes, length)
    return true
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: Buffer.allocUnsafeSlow(262_144), callback } })
  await once(socket, 'connect')
  return { send: () => new Promise(write), close: () => socket.destroy() }

  function write(resolve, reject) {
    if (slab.length - written < template.length) {
      flush()
      slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
      written = flushed = 0
    }
    if (kind === 'fetch') template.copy(slab, written)
    else {
      template.copy(slab, written, 0, keyAt)
      slab.latin1Write(KEY, written + keyAt)
    }
    slab.writeInt32BE(nextId, written + 8)
    written += template.length
    ring[newest++ & (RING - 1)] = { id: nextId, resolve, reject, deadlineMs: 0 }
    nextId = (nextId + 1) & 0x7fff_ffff
    if (isScheduled) return
    isScheduled = true
    process.nextTick(flush)
  }

  function flush() {
    isScheduled = false
    if (written > flushed) socket.write(slab.subarray(flushed, written))
    flushed = written
  }

  function onFrame(bytes, at, end) {
    const slot = oldest++ & (RING - 1)
    const request = ring[slot]
    ring[slot] = undefined
    if (bytes.readInt32BE(at) !== request.id) throw new Error('out of sync')
    if (kind === 'fetch') return request.resolve({ records: bytes.subarray(end - 100, end) })
    const hostBytes = bytes.readInt16BE(at + 10)
    const hostEnd = at + 12 + hostBytes
    const host = bytes.latin1Slice(at + 12, hostEnd)
    request.resolve({ errorCode: bytes.readInt16BE(at + 4), nodeId: bytes.readInt32BE(at + 6), host, port: bytes.readInt32BE(hostEnd) })
  }
}

function frameCutter(onFrame) {
  let part // the bytes of a frame that began in an earlier chunk, with its length
  let filled = 0
  return (bytes, length) => {
    let at = 0
    if (part !== undefined) {
      at = fill(bytes, 0, length)
      if (part.length === 4 && filled === 4) {
        const whole = Buffer.allocUnsafeSlow(4 + part.readInt32BE(0))
        part.copy(whole)
        part = whole
        at += fill(bytes, at, length)
      }
      if (filled < part.length || part.length === 4) return
      const frame = part
      part = undefined
      onFrame(frame, 4, frame.length)
    }
    while (at < length) {
      const end = length - at < 4 ? Number.POSITIVE_INFINITY : at + 4 + bytes.readInt32BE(at)
      if (end > length) {
        part = Buffer.allocUnsafeSlow(length - at < 4 ? 4 : end - at)
        filled = bytes.copy(part, 0, at, length)
        return
      }
      onFrame(bytes, at + 4, end)
      at = end
    }
  }

  function fill(bytes, from, length) {
    const taken = Math.min(part.length - filled, length - from)
    bytes.copy(part, filled, from, from + taken)
    filled += taken
    return taken
  }
}
