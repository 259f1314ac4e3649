import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * A socket that cuts the incoming bytes into frames. The frames are the responses to the requests,
 * in order.
 */
export class FrameSocket {
  #socket
  #waiting = []
  #frame = Buffer.allocUnsafeSlow(65_536)
  #filled = 0

  static async connect(bootstrap) {
    const [host, port] = bootstrap.split(':')
    const frames = new FrameSocket()
    const onread = { buffer: Buffer.allocUnsafeSlow(262_144), callback: (length, bytes) => frames.#take(bytes, length) }
    frames.#socket = connect({ host, port: Number(port), noDelay: true, onread })
    await once(frames.#socket, 'connect')
    return frames
  }

  /**
   * `onAnswer` gets the response without its length. It must read it at once, because the next
   * response overwrites it.
   */
  send(bytes, onAnswer) {
    this.#waiting.push(onAnswer)
    this.#socket.write(bytes)
  }

  close() {
    this.#socket.destroy()
  }

  #take(bytes, length) {
    for (let at = 0; at < length; ) {
      const wanted = this.#wanted()
      if (wanted > this.#frame.length) this.#grow(wanted)
      const taken = Math.min(length - at, wanted - this.#filled)
      bytes.copy(this.#frame, this.#filled, at, at + taken)
      at += taken
      this.#filled += taken
      if (this.#filled > 4 && this.#filled === this.#wanted()) {
        this.#filled = 0
        this.#waiting.shift()(this.#frame.subarray(4, wanted))
      }
    }
    return true
  }

  #wanted() {
    return this.#filled < 4 ? 4 : 4 + this.#frame.readInt32BE(0)
  }

  #grow(wanted) {
    const frame = Buffer.allocUnsafeSlow(wanted * 2)
    this.#frame.copy(frame, 0, 0, this.#filled)
    this.#frame = frame
  }
}
