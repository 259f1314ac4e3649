import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { BrokerAddress } from 'kafkawire'
import { momentNow } from './moment.ts'

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
  readonly #isOwn: (broker: BrokerAddress) => boolean

  /** @param isOwn whether a broker is one of the driver under test */
  constructor(isOwn: (broker: BrokerAddress) => boolean) {
    this.#isOwn = isOwn
    for (const name of CHANNELS) subscribe(name, this.#note)
  }

  [Symbol.dispose](): void {
    for (const name of CHANNELS) unsubscribe(name, this.#note)
  }

  // An event without a broker may be of any driver.
  readonly #note = (message: unknown, channel: string | symbol): void => {
    const event = message as DriverEvent['event']
    const { broker } = event
    if (broker !== undefined && !this.#isOwn(broker as BrokerAddress)) return
    this.all.push({ atMs: momentNow(), channel: String(channel), event })
  }
}
