import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { errorCodes } from '../../index.ts'
import {
  ApiVersions,
  apiByKey,
  CreateTopics,
  type Decoded,
  encodeRequest,
  encodeResponse,
  Metadata,
  type RequestHeader
} from '../../messages.ts'
import { pause } from '../../testing/faults/pause-request.ts'
import type { FaultedRequest } from '../../testing/faults/request-faults.ts'
import { Wire } from '../../testing/script/wire.ts'
import { TestingClock } from '../../testing/testing-clock.ts'
import type { CarryOut, Exchange, Interference, ProxyClient } from '../proxy/proxy-observer.ts'
import { isAnswered, readAnswer, readRequest } from '../proxy/read-message.ts'
import { dribbling } from './dribbling.ts'
import type { ProxyFaults } from './proxy-faults.ts'

/** What chaos tells of the faults that strike. */
export type OnStruck = (client: ProxyClient, header: RequestHeader | undefined, fault: unknown) => void

interface Line {
  readonly wire: Wire
  mutedUntilMs: number
}

const UNKNOWN_NODE = -1

/** The faults of a testing cluster in front of a real one. */
export class Chaos implements Interference {
  readonly #faults: ProxyFaults
  readonly #clock = new TestingClock()
  readonly #names = new Map<string, string>() // of topics, by id
  readonly #lines = new WeakMap<ProxyClient, Line>()
  readonly #onStruck: OnStruck
  readonly #dribbleBytes: number | undefined

  /** `dribbleBytes` is the size of the pieces in which answers are sent. */
  constructor(faults: ProxyFaults, onStruck: OnStruck, dribbleBytes: number | undefined) {
    this.#faults = faults
    this.#onStruck = onStruck
    this.#dribbleBytes = dribbleBytes
  }

  wrap(socket: Socket, client: ProxyClient): Duplex {
    const stream = this.#dribbleBytes === undefined ? socket : dribbling(socket, this.#dribbleBytes)
    const wire = new Wire(stream, socket, undefined, fault => this.#onStruck(client, undefined, shown(fault)))
    this.#lines.set(client, { wire, mutedUntilMs: 0 })
    const forget = this.#faults.add({ nodeId: () => client.port.nodeId, arm: armed => wire.arm(armed) })
    socket.once('close', forget)
    return wire.duplex
  }

  async answer(exchange: Exchange, carryOut: CarryOut): Promise<Uint8Array | undefined> {
    const { client, header, body, signal } = exchange
    const line = this.#lines.get(client)
    const mutedMs = (line?.mutedUntilMs ?? 0) - this.#clock.nowMs
    if (mutedMs > 0) await pause(mutedMs, this.#clock, signal)
    const read = readRequest(header, body)
    const api = apiByKey(header.apiKey)
    if ('problem' in read || api === undefined) return await carryOut(body)
    const message = read.message as Decoded<unknown>
    let own: { readonly bytes: Uint8Array; readonly message: unknown; readonly version: number } | undefined
    const faulted: FaultedRequest = this.#faulted(exchange, message)
    const answer = await this.#faults.requests.answer(faulted, async changed => {
      const bytes = await carryOut(changed === message ? body : encodeRequest(api, header.apiVersion, changed))
      if (bytes === undefined) return undefined
      const given = readAnswer(header, bytes)
      if ('problem' in given) throw new Error(`an answer to ${api.name} cannot be decoded: ${given.problem}`)
      this.#learn(header, given.message)
      own = { ...given, bytes }
      return given.message
    })
    if (faulted.isFailed === true && !isAnswered(header, body)) throw new Error('a fault has failed a request that has no answer')
    if (answer === undefined) return undefined
    if (line !== undefined && faulted.muteMs !== undefined) line.mutedUntilMs = this.#clock.nowMs + faulted.muteMs
    const { spoil, answerVersion = own?.version ?? header.apiVersion } = faulted
    const bytes = own !== undefined && answer === own.message ? own.bytes : encodeResponse(api, answerVersion, answer)
    return spoil?.(bytes) ?? bytes
  }

  noteAnswered({ client, header }: Exchange): void {
    this.#lines.get(client)?.wire.noteAnswered(header.apiKey)
  }

  /** Cancels all timers. */
  close(): void {
    this.#clock.close()
  }

  #faulted({ client, header, signal }: Exchange, message: Decoded<unknown>): FaultedRequest {
    return {
      request: { nodeId: client.port.nodeId ?? UNKNOWN_NODE, header, message },
      cluster: { clock: this.#clock, topics: { nameOf: topicId => this.#names.get(topicId) } },
      signal: () => signal,
      unsupportedVersion,
      onStruck: fault => this.#onStruck(client, header, shown(fault))
    }
  }

  // Newer clients name topics by the ids that these answers have told them.
  #learn({ apiKey }: RequestHeader, answer: unknown): void {
    if (apiKey !== Metadata.key && apiKey !== CreateTopics.key) return
    const { topics } = answer as { readonly topics: readonly { readonly name: string | null; readonly topicId: string }[] }
    for (const { name, topicId } of topics) if (name !== null) this.#names.set(topicId, name)
  }
}

const unsupportedVersion = (): unknown => {
  const { key: apiKey, minVersion, maxVersion } = ApiVersions
  return { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [{ apiKey, minVersion, maxVersion }] }
}

// JSON has no Infinity, and how often a fault strikes does not matter here.
function shown<T extends { readonly times?: number | undefined }>({ times: _, ...fault }: T): unknown {
  return fault
}
