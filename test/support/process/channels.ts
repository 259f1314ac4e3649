import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { afterEach } from 'vitest'
import type { ConnectionEvent, RequestTrace } from '../../../src/index.ts'

/** An event of the channel of requests: the name of its sub-channel, and what was published. */
export interface Heard {
  readonly name: string
  readonly event: RequestTrace
}

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})

/** Calls a function after the test. */
export function afterTest(callback: () => void): void {
  undo.push(callback)
}

/** All events of requests until the end of the test, in order. */
export function listenToRequests(): Heard[] {
  const heard: Heard[] = []
  const hear = (name: string) => (event: unknown) => void heard.push({ name, event: event as RequestTrace })
  const handlers = {
    start: hear('start'),
    end: hear('end'),
    asyncStart: hear('asyncStart'),
    asyncEnd: hear('asyncEnd'),
    error: hear('error')
  }
  const requests = tracingChannel('kafkawire:request')
  requests.subscribe(handlers)
  undo.push(() => requests.unsubscribe(handlers))
  return heard
}

/** All events of connections until the end of the test, in order. */
export function listenToConnections(): ConnectionEvent[] {
  const heard: ConnectionEvent[] = []
  const listener = (event: unknown): void => void heard.push(event as ConnectionEvent)
  subscribe('kafkawire:connection', listener)
  undo.push(() => void unsubscribe('kafkawire:connection', listener))
  return heard
}

/** The names of the sub-channels, in order. */
export const namesOf = (heard: readonly Heard[]): string[] => heard.map(({ name }) => name)
