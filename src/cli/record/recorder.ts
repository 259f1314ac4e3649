import { formatAddress } from '../../conn/address.ts'
import { apiByKey, type RequestHeader } from '../../messages.ts'
import { quoted } from '../../quote.ts'
import type { Output } from '../frame/output.ts'
import { toJson } from '../frame/to-json.ts'
import type { LineWriter } from '../proxy/line-writer.ts'
import type { Exchange, ProxyClient, ProxyObserver, ProxyPort } from '../proxy/proxy-observer.ts'
import { type ReadMessage, readAnswer, readRequest } from '../proxy/read-message.ts'
import type { ApiFilter } from './api-filter.ts'
import { hidesSize } from './secrets.ts'
import { errorsIn, shownMessage } from './shown-message.ts'

/** What is recorded, and where. */
export interface RecorderOptions {
  readonly output: Output
  readonly lines: LineWriter
  readonly shows: ApiFilter
  readonly withRecords: boolean
  /** The longest body that is shown, in characters of JSON. Undefined: of any length. */
  readonly maxBody: number | undefined
}

const DIGITS = 1

/** Writes what a proxy does as lines of text or of JSON. */
export class Recorder implements ProxyObserver {
  readonly #options: RecorderOptions
  readonly #told = new Set<string>()

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  listening({ address, servers, nodeId }: ProxyPort): void {
    const [at, upstream] = [formatAddress(address), servers.map(formatAddress).join(',')]
    this.#options.output.note(`kafkawire: ${at} leads to ${nodeId === undefined ? '' : `node ${nodeId} at `}${upstream}`)
    if (this.#isJson) this.#json({ event: 'listen', address: at, upstream, nodeId: nodeId ?? null })
  }

  opened({ number, address, port }: ProxyClient): void {
    const [client, upstream] = [formatAddress(address), port.servers.map(formatAddress).join(',')]
    if (this.#isJson) this.#json({ event: 'open', connection: number, client, upstream })
    else this.#text(number, 'opened', `by ${client} to ${upstream}`)
  }

  received({ client, header, body }: Exchange): void {
    const { apiKey, clientId = null } = header
    if (!this.#options.shows(apiKey)) return
    const shown = this.#shown(header, readRequest(header, body))
    if (this.#isJson) this.#json({ event: 'request', connection: client.number, ...named(header), ...sized(apiKey, body), ...shown })
    else this.#text(client.number, '>', textOf(header), clientId === null ? '-' : quoted(clientId).slice(1, -1), shown.text)
  }

  answered({ client, header }: Exchange, body: Uint8Array, latencyMs: number): void {
    const { apiKey } = header
    if (!this.#options.shows(apiKey)) return
    const read = readAnswer(header, body)
    const shown = this.#shown(header, read)
    const errors = 'message' in read ? errorsIn(read.message) : []
    const ms = latencyMs.toFixed(DIGITS)
    if (this.#isJson) {
      const timed = { ...named(header), latencyMs: Number(ms), errors, ...sized(apiKey, body) }
      this.#json({ event: 'answer', connection: client.number, ...timed, ...shown })
    } else this.#text(client.number, '<', textOf(header), ms, 'ms', this.#options.output.styled('red', errors.join(' ')), shown.text)
  }

  closed({ number }: ProxyClient, reason: string, requests: number): void {
    if (this.#isJson) this.#json({ event: 'close', connection: number, requests, reason })
    else this.#text(number, 'closed', `after ${requests} requests: ${reason}`)
  }

  /** Tells that a fault has struck a request or a connection. */
  struck({ number }: ProxyClient, header: RequestHeader | undefined, fault: unknown): void {
    if (this.#isJson) this.#json({ event: 'fault', connection: number, ...(header === undefined ? UNNAMED : named(header)), fault })
    else this.#text(number, this.#options.output.styled('yellow', '!'), header === undefined ? '' : textOf(header), toJson(fault))
  }

  written(): Promise<void> {
    return this.#options.lines.drained()
  }

  get #isJson(): boolean {
    return this.#options.output.isJson
  }

  #json(line: Readonly<Record<string, unknown>>): void {
    const { text: _, ...shown } = line
    this.#options.lines.write(toJson({ time: new Date().toISOString(), ...shown }))
  }

  #text(connection: number, sign: string, ...parts: readonly string[]): void {
    this.#options.lines.write([`#${connection}`, sign, ...parts.filter(part => part !== '')].join(' '))
  }

  #shown(header: RequestHeader, read: ReadMessage): { readonly body: unknown; readonly isCut: boolean; readonly text: string } {
    if ('problem' in read) {
      this.#tellOnce(header, read.problem)
      return { body: null, isCut: false, text: this.#options.output.styled('dim', '(not decoded)') }
    }
    const { maxBody, withRecords, output } = this.#options
    const body = shownMessage(header.apiKey, read.message, withRecords)
    const text = maxBody === 0 ? '' : toJson(body)
    const isCut = maxBody !== undefined && (maxBody === 0 || text.length > maxBody)
    const cut = isCut && maxBody > 0 ? `${text.slice(0, maxBody)}… ${text.length} characters` : text
    return { body: isCut ? null : body, isCut, text: output.styled('dim', cut) }
  }

  #tellOnce(header: RequestHeader, problem: string): void {
    const name = textOf({ ...header, correlationId: 0 }).slice(2)
    if (this.#told.has(name)) return
    this.#told.add(name)
    this.#options.output.note(`kafkawire: ${name} passes through and is not decoded: ${problem}`)
  }
}

const nameOf = (apiKey: number): string => apiByKey(apiKey)?.name ?? `API ${apiKey}`

const textOf = ({ apiKey, apiVersion, correlationId }: RequestHeader): string => `${correlationId} ${nameOf(apiKey)} v${apiVersion}`

const named = ({ apiKey, apiVersion, correlationId, clientId = null }: RequestHeader) => ({
  correlationId,
  clientId,
  api: nameOf(apiKey),
  apiKey,
  apiVersion
})

const UNNAMED = { correlationId: null, clientId: null, api: null, apiKey: null, apiVersion: null }

const sized = (apiKey: number, body: Uint8Array) => ({ bytes: hidesSize(apiKey) ? null : body.length })
