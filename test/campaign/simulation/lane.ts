/** What a network can do to the bytes of one direction. */
export interface LaneFaults {
  /** Every byte arrives so much later. */
  delayMs: number
  /** Bytes arrive in pieces of at most this length, each in a turn of its own. */
  pieceBytes: number
  /** Between two pieces this time passes. */
  dribbleMs: number
  /** Bytes are collected for this time, and arrive as one piece. */
  mergeMs: number
  /** Nothing is taken from the sender: the window is zero, and the sender's buffers fill. */
  isZeroWindow: boolean
  /** Everything is taken from the sender, and arrives when the fault ends, as TCP sends lost bytes again. */
  isBlackHole: boolean
  /** The connection is cut when so many more bytes have passed. */
  cutAfterBytes: number
  cutBy: 'FIN' | 'RST'
  /** One byte is changed when so many more bytes have passed. */
  corruptAfterBytes: number
  /** The next piece arrives twice. */
  duplicates: boolean
  /** The halves of the next piece arrive in the wrong order. */
  reorders: boolean
  /** After so many more bytes, everything is taken from the sender and never arrives. */
  truncateAfterBytes: number
  /** Changes what the sender has written. Undefined: it leaves the bytes as they are. */
  rewrite: ((bytes: Buffer) => Buffer | undefined) | undefined
}

export const NO_FAULTS: Readonly<LaneFaults> = {
  delayMs: 0,
  pieceBytes: Number.POSITIVE_INFINITY,
  dribbleMs: 0,
  mergeMs: 0,
  isZeroWindow: false,
  isBlackHole: false,
  cutAfterBytes: Number.POSITIVE_INFINITY,
  cutBy: 'RST',
  corruptAfterBytes: Number.POSITIVE_INFINITY,
  duplicates: false,
  reorders: false,
  truncateAfterBytes: Number.POSITIVE_INFINITY,
  rewrite: undefined
}

/** Where a lane ends. */
export interface LaneEnd {
  /** Delivers a piece. Resolves when the receiver has room for more. */
  deliver(piece: Buffer): Promise<void>
  /** The sender has ended its direction. */
  finish(): void
  cut(by: 'FIN' | 'RST'): void
  /** A piece moved. */
  stir(): void
}

interface Parcel {
  /** Undefined at the end of the direction. */
  readonly bytes?: Buffer
  /** Tells the sender that it may send more. The second call does nothing. */
  readonly taken: () => void
  readonly dueMs: number
}

/** One direction of a connection: bytes arrive in their order, through the faults of the moment. */
export class Lane {
  readonly faults: LaneFaults = { ...NO_FAULTS }
  readonly #end: LaneEnd
  #parcels: Parcel[] = []
  #isBusy = false
  #isClosed = false
  #wake: (() => void) | undefined

  constructor(end: LaneEnd) {
    this.#end = end
  }

  /** Takes bytes from the sender, and calls back when the sender may send more. */
  send(bytes: Buffer, taken: () => void): void {
    const written = this.faults.rewrite?.(bytes) ?? bytes
    this.#push({ bytes: written, taken: atMostOnce(taken), dueMs: performance.now() + this.faults.delayMs })
  }

  finish(): void {
    this.#push({ taken: () => undefined, dueMs: performance.now() + this.faults.delayMs })
  }

  /** Changes the faults from now on. */
  set(faults: Partial<LaneFaults>): void {
    Object.assign(this.faults, faults)
    this.#wake?.()
  }

  close(): void {
    this.#isClosed = true
    this.#parcels = []
    this.#wake?.()
  }

  #push(parcel: Parcel): void {
    if (this.#isClosed) return
    this.#parcels.push(parcel)
    if (!this.#isBusy) void this.#run()
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    for (let next = this.#parcels.shift(); next !== undefined && !this.#isClosed; next = this.#parcels.shift()) {
      if (this.faults.isBlackHole || this.faults.mergeMs > 0) next = takenEarly(next)
      await this.#until(() => !this.faults.isZeroWindow && !this.faults.isBlackHole)
      await this.#until(() => performance.now() >= next.dueMs, next.dueMs - performance.now())
      if (this.#isClosed) break
      if (next.bytes === undefined) {
        this.#end.finish()
      } else {
        await this.#pass(this.faults.mergeMs > 0 ? await this.#merge(next.bytes) : next.bytes)
        next.taken()
      }
    }
    this.#isBusy = false
  }

  // What the sender writes within the time joins the piece.
  async #merge(first: Buffer): Promise<Buffer> {
    const untilMs = performance.now() + this.faults.mergeMs
    const all = [first]
    await this.#until(() => performance.now() >= untilMs, this.faults.mergeMs)
    for (let next = this.#parcels[0]; next?.bytes !== undefined; next = this.#parcels[0]) {
      all.push(takenEarly(next).bytes ?? next.bytes)
      this.#parcels.shift()
    }
    return Buffer.concat(all)
  }

  async #pass(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isClosed; ) {
      const { pieceBytes, cutAfterBytes, dribbleMs } = this.faults
      const piece = bytes.subarray(at, at + Math.min(pieceBytes, Math.max(0, cutAfterBytes)))
      at += piece.length
      this.faults.cutAfterBytes -= piece.length
      const kept = this.#truncated(piece)
      if (kept.length > 0) await this.#arrive(this.#corrupted(kept))
      if (this.faults.cutAfterBytes <= 0) this.#end.cut(this.faults.cutBy)
      if (dribbleMs > 0 && at < bytes.length) await this.#until(() => false, dribbleMs)
    }
  }

  async #arrive(piece: Buffer): Promise<void> {
    this.#end.stir()
    const { duplicates, reorders } = this.faults
    this.faults.duplicates = this.faults.reorders = false
    const half = piece.length >> 1
    const whole = reorders ? [piece.subarray(half), piece.subarray(0, half)] : [piece]
    for (const part of duplicates ? [...whole, ...whole] : whole) if (part.length > 0 && !this.#isClosed) await this.#end.deliver(part)
  }

  #truncated(piece: Buffer): Buffer {
    const room = Math.max(0, this.faults.truncateAfterBytes)
    this.faults.truncateAfterBytes -= piece.length
    return room < piece.length ? piece.subarray(0, room) : piece
  }

  #corrupted(piece: Buffer): Buffer {
    const at = this.faults.corruptAfterBytes
    this.faults.corruptAfterBytes -= piece.length
    if (at < 0 || at >= piece.length) return piece
    const changed = Buffer.from(piece)
    changed[at] = (changed[at] ?? 0) ^ 0x40
    return changed
  }

  // Waits until something holds, a time has passed, or the lane is closed. Faults that end wake it.
  async #until(holds: () => boolean, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
    const endMs = performance.now() + withinMs
    while (!this.#isClosed && !holds() && performance.now() < endMs) {
      const leftMs = endMs - performance.now()
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
        if (leftMs < Number.POSITIVE_INFINITY) timer = setTimeout(resolve, leftMs)
      })
      clearTimeout(timer)
      this.#wake = undefined
    }
  }
}

// The sender may use the memory for other things once it was told that its bytes were taken.
function takenEarly(parcel: Parcel): Parcel {
  const copy = parcel.bytes && { bytes: Buffer.from(parcel.bytes) }
  parcel.taken()
  return { ...parcel, ...copy }
}

function atMostOnce(call: () => void): () => void {
  let isCalled = false
  return () => {
    if (!isCalled) call()
    isCalled = true
  }
}
