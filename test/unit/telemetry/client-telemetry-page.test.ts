import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import * as kafkawire from '../../../src/index.ts'
import { errorCodes, type TelemetryEvent } from '../../../src/index.ts'
import * as messages from '../../../src/messages.ts'
import { remedyFor } from '../../../src/telemetry/subscription.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { afterTest } from '../../support/process/channels.ts'
import { programOf, quotedIn, runProgram, sectionOf, tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/client-telemetry.md').text

// Types do not exist when tests run. These objects compile only if they name every member exactly.
type FieldsOf<Event extends { readonly event: string }> = {
  readonly [E in Event['event']]: Readonly<Record<Exclude<keyof Extract<Event, { event: E }> & string, 'event'>, true>>
}
const events: FieldsOf<TelemetryEvent> = {
  subscription: { broker: true, clientInstanceId: true, subscriptionId: true, metrics: true, pushIntervalMs: true },
  push: { broker: true, count: true, bytes: true, isLast: true },
  failure: { error: true, retryInMs: true }
}

test('docs/client-telemetry.md lists every event of kafkawire:telemetry with its fields', () => {
  const rows = tableOf(sectionOf(page, '## Events'), '`event`')
  const listed = rows.map(([event = '', , fields = '']) => [quotedIn(event)[0], quotedIn(fields).filter(name => name !== 'Infinity')])
  expect(listed).toEqual(Object.entries(events).map(([event, fields]) => [event, Object.keys(fields)]))
})

test('docs/client-telemetry.md says what the driver does after each error code', () => {
  const meanings = {
    'ask-again': /asks for the subscriptions at once|the same/,
    'push-less': /half as much/,
    wait: /after the interval/,
    stop: /ends telemetry/,
    rest: /five minutes/
  }
  const rows = tableOf(sectionOf(page, '## How it works'), 'answer of the broker')
  const named = rows.flatMap(([names = '', text = '']) => (names.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? []).map(name => [name, text] as const))
  expect(named).toHaveLength(7)
  for (const [name, text] of named) expect(text, name).toMatch(meanings[remedyFor(errorCodes[name as keyof typeof errorCodes])])
})

test('the blocks of docs/client-telemetry.md are a program that works', async () => {
  const listeners: ((event: unknown) => void)[] = []
  afterTest(() => {
    for (const listener of listeners) unsubscribe('kafkawire:telemetry', listener)
  })
  await using kafka = await startTestingCluster({ telemetry: true })
  const connectCluster: typeof kafkawire.connectCluster = options =>
    kafkawire.connectCluster({ ...options, bootstrapServers: kafka.bootstrap })
  const diagnostics = {
    subscribe: (name: string, listener: (event: unknown) => void): void => {
      listeners.push(listener)
      subscribe(name, listener)
    }
  }

  await runProgram(programOf(page), {
    kafkawire: { ...kafkawire, connectCluster },
    'kafkawire/messages': messages,
    'node:diagnostics_channel': diagnostics
  })

  expect(listeners).toHaveLength(1)
})
