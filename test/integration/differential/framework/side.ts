import { setTimeout as sleep } from 'node:timers/promises'
import type { VersionRange } from '../../../../src/errors.ts'
import { isKafkaError } from '../../../../src/index.ts'
import { AlterClientQuotas, type Api, ApiVersions, DescribeClientQuotas, errorCodes, quotaMatchTypes } from '../../../../src/messages.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

/** How long an answer may take. */
const ANSWER_MS = 10_000

/** An answer, or what happened in its place. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'silent' }

/** One of the two brokers that are compared. */
export interface Side {
  readonly name: string
  readonly port: number
  /** Resolves when the broker knows of all changes that the controller has answered. */
  settle(): Promise<void>
}

/** Sends one request. A new connection takes the place of one that the broker has closed. */
export class SideConnection {
  readonly #port: number
  #client: RawClient | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** Connects, unless it is connected. */
  async open(): Promise<RawClient> {
    if (this.#client === undefined || this.#client.socket.destroyed) this.#client = await connectRaw(this.#port)
    return this.#client
  }

  async send(api: Api<unknown, unknown>, version: number, request: unknown, isOneWay: boolean): Promise<Outcome> {
    const client = await this.open()
    const timeout = sleep(ANSWER_MS, 'silent' as const, { ref: false })
    const outcome = await Promise.race([exchange(client, api, version, request, isOneWay), timeout])
    if (outcome !== 'silent') return outcome
    client.socket.destroy()
    return { kind: 'silent' }
  }

  close(): void {
    this.#client?.socket.destroy()
  }
}

async function exchange(
  client: RawClient,
  api: Api<unknown, unknown>,
  version: number,
  request: unknown,
  isOneWay: boolean
): Promise<Outcome> {
  try {
    if (!isOneWay) return { kind: 'answer', answer: await client.call(api, version, request) }
    // The answer to a request that comes after it shows whether the connection is still open.
    client.send(api, version, request)
    await client.call(ApiVersions, 0, {})
    return { kind: 'answer', answer: 'none' }
  } catch (error) {
    if (isKafkaError(error) && error.code === 'KAFKA_PROTOCOL') return { kind: 'unreadable', problem: error.message }
    if (client.socket.destroyed || (error instanceof Error && error.message.startsWith('Connection closed'))) return { kind: 'closed' }
    throw error
  }
}

/** The versions that a broker advertises, by API key. */
export async function advertisedVersions(port: number): Promise<Map<number, VersionRange>> {
  using client = await connectRaw(port)
  const { apiKeys } = await client.call(ApiVersions, 0, {})
  return new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]))
}

const QUOTA = 'consumer_byte_rate'
const BARRIER = 'differential-barrier'

/**
 * Waits until a broker has applied what the controller has answered. The controller's log is
 * applied in order, so a marker (a quota) is written and awaited. The broker shows a marker before
 * it has applied the rest of the same batch, hence a second marker. All steps that wait at the same
 * time share the markers.
 */
export class Barrier {
  readonly #connection: SideConnection
  #value = 1
  #next: Promise<void> | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(port: number) {
    this.#connection = new SideConnection(port)
  }

  pass(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      this.#running = this.#run()
      return this.#running
    })
    return this.#next
  }

  close(): void {
    this.#connection.close()
  }

  async #run(): Promise<void> {
    for (let marker = 0; marker < 2; marker++) await this.#mark(++this.#value)
  }

  async #mark(value: number): Promise<void> {
    const entity = [{ entityType: 'client-id', entityName: BARRIER }]
    const ops = [{ key: QUOTA, value, remove: false }]
    await this.#call(AlterClientQuotas, 1, { entries: [{ entity, ops }], validateOnly: false })
    const components = [{ entityType: 'client-id', matchType: quotaMatchTypes.EXACT, match: BARRIER }]
    for (;;) {
      const { entries } = (await this.#call(DescribeClientQuotas, 1, { components, strict: true })) as {
        entries: { values: { value: number }[] }[] | null
      }
      if (entries?.[0]?.values[0]?.value === value) return
      await sleep(1)
    }
  }

  async #call<Req, Res>(api: Api<Req, Res>, version: number, request: Req): Promise<unknown> {
    const outcome = await this.#connection.send(api as Api<unknown, unknown>, version, request, false)
    if (outcome.kind === 'answer') {
      const { errorCode = errorCodes.NONE } = outcome.answer as { errorCode?: number }
      if (errorCode === errorCodes.NONE) return outcome.answer
    }
    throw new Error(`The barrier of the broker failed: ${JSON.stringify(outcome)}`)
  }
}
