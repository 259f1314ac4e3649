import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** An event of the driver's channels, beside those of requests. */
export interface DriverEvent {
  readonly atMs: number
  readonly channel: string
  readonly event: Readonly<Record<string, unknown>>
}

const CHANNELS = ['kafkawire:connection', 'kafkawire:pool', 'kafkawire:metadata']

/** Keeps what the driver publishes of connections, pools and metadata. */
export class DriverEvents implements Disposable {
  readonly all: DriverEvent[] = []
  readonly #note = (event: unknown, channel: string | symbol): void =>
    void this.all.push({ atMs: performance.now(), channel: String(channel), event: event as Readonly<Record<string, unknown>> })

  constructor() {
    for (const name of CHANNELS) subscribe(name, this.#note)
  }

  [Symbol.dispose](): void {
    for (const name of CHANNELS) unsubscribe(name, this.#note)
  }
}
