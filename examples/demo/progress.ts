const BAR_CHARS = 30
const MIN_REDRAW_MS = 50

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>

/** A progress bar. It is drawn on a terminal only. */
export class Progress {
  readonly #output: Output
  #isOver = false
  #drawnMs = 0

  constructor(output: Output) {
    this.#output = output
  }

  draw(what: string, done: number, of: number): void {
    if (!this.#output.isTTY || this.#isOver) return
    const nowMs = performance.now()
    if (done < of && nowMs - this.#drawnMs < MIN_REDRAW_MS) return
    this.#drawnMs = nowMs
    const filled = Math.round((done / of) * BAR_CHARS)
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled)
    this.#output.write(`\r\x1b[2K${what.padEnd(8)} ${bar} ${done.toLocaleString('en')} of ${of.toLocaleString('en')}`)
  }

  /** Removes the bar. Later progress is not drawn any more. */
  end(): void {
    this.#isOver = true
    if (this.#output.isTTY) this.#output.write('\r\x1b[2K')
  }
}
