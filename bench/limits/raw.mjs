// Handles bytes only: it coalesces requests, and cuts responses into frames and counts them. So its
// rate is the limit that node:net sets.
import { connect } from 'node:net'
import { requestBytes } from './requests.mjs'

/**
 * Sends `count` requests, `window` of them in flight at a time. Calls `begin` as soon as the socket
 * is connected.
 */
export function runRaw({ port, kind, window, count, begin }) {
  return new Promise((resolve, reject) => {
    const request = requestBytes(kind)
    const frames = frameCounter()
    let sent = 0
    let answered = 0
    const refill = () => {
      const more = Math.min(window - (sent - answered), count - sent)
      if (more === 0) return
      const bytes = Buffer.allocUnsafe(request.length * more)
      for (let at = 0; at < bytes.length; at += request.length) {
        request.copy(bytes, at)
        bytes.writeInt32BE(sent++, at + 8)
      }
      socket.write(bytes)
    }
    const onData = (length, bytes) => {
      answered += frames(bytes, length)
      if (answered < count) refill()
      else {
        socket.destroy()
        resolve()
      }
      return true
    }
    const onread = { buffer: Buffer.allocUnsafeSlow(262_144), callback: onData }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
    socket.on('error', reject).on('connect', () => {
      begin()
      refill()
    })
  })
}

// Counts the frames that end in each chunk.
function frameCounter() {
  const head = Buffer.alloc(4)
  let headBytes = 0
  let left = 0
  return (bytes, length) => {
    let ended = 0
    for (let at = 0; at < length; ) {
      if (left === 0) {
        while (headBytes < 4 && at < length) head[headBytes++] = bytes[at++]
        if (headBytes < 4) break
        left = head.readInt32BE(0)
        headBytes = 0
      }
      const taken = Math.min(left, length - at)
      left -= taken
      at += taken
      if (left === 0) ended++
    }
    return ended
  }
}
