import { once } from 'node:events'
import { textTable } from './text-table.ts'
import { toJson } from './to-json.ts'

/** The colours and weights of text on a terminal. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

const STYLES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39]
}
const CLEAR_LINE = '\r\u001b[2K'
const USUAL_COLUMNS = 80

/** A stream of the process, or one of a test. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly writableNeedDrain?: boolean | undefined
  write(text: string | Uint8Array): boolean
}

/**
 * What a command shows. Results go to the standard output, everything else to the standard error.
 */
export class Output {
  /** Whether `--json` was given. */
  readonly isJson: boolean
  readonly #out: OutputStream
  readonly #err: OutputStream
  readonly #hasColours: boolean
  readonly #hasProgress: boolean
  #progress = ''

  constructor(
    isJson: boolean,
    out: OutputStream = process.stdout,
    err: OutputStream = process.stderr,
    env: NodeJS.ProcessEnv = process.env
  ) {
    this.isJson = isJson
    this.#out = out
    this.#err = err
    const isDumb = env['TERM'] === 'dumb'
    this.#hasColours = !isJson && out.isTTY === true && !isDumb && !env['NO_COLOR']
    this.#hasProgress = err.isTTY === true && !isDumb
  }

  /** The width of the terminal; 80 where there is none. */
  get columns(): number {
    return this.#out.columns || USUAL_COLUMNS
  }

  /** Whether text for people has colours. */
  get hasColours(): boolean {
    return this.#hasColours
  }

  /** Text with a colour, if the output is a terminal that shows colours. */
  styled(style: Style, text: string): string {
    const [on, off] = STYLES[style]
    return this.#hasColours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  }

  /** Writes one line of the result. */
  line(text = ''): void {
    this.#clearProgress()
    this.#out.write(`${text}\n`)
  }

  /**
   * Writes one line of JSON. Numbers of 64 bits become text, because a number of JSON loses digits;
   * bytes become base64.
   */
  json(value: unknown): void {
    this.line(toJson(value))
  }

  /** Writes rows below a line of headings, in columns. Columns of numbers are right-aligned. */
  table(headings: readonly string[], rows: readonly (readonly (string | number | bigint)[])[]): void {
    for (const [index, text] of textTable(headings, rows).entries()) this.line(index === 0 ? this.styled('bold', text) : text)
  }

  /** Writes text or bytes of the result, and waits while the reader is behind. */
  async write(text: string | Uint8Array): Promise<void> {
    if (!this.#out.write(text) && this.#out.writableNeedDrain === true) await once(this.#out as NodeJS.WriteStream, 'drain')
  }

  /** Writes a line for people to the standard error, also with `--json`. */
  note(text: string): void {
    this.#clearProgress()
    this.#err.write(`${text}\n`)
  }

  /** Shows how far the command is, in one line on a terminal. The next text replaces it. */
  progress(text: string): void {
    if (!this.#hasProgress) return
    this.#progress = text.slice(0, (this.#err.columns || USUAL_COLUMNS) - 1)
    this.#err.write(`${CLEAR_LINE}${this.#progress}`)
  }

  /** Removes the line of progress. */
  end(): void {
    this.#clearProgress()
  }

  #clearProgress(): void {
    if (this.#progress === '') return
    this.#progress = ''
    this.#err.write(CLEAR_LINE)
  }
}
