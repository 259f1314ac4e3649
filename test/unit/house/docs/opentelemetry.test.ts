import * as api from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import * as kafkawire from '../../../../src/index.ts'
import * as messages from '../../../../src/messages.ts'
import * as otel from '../../../../src/otel/index.ts'
import * as records from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { programOf, quotedIn, runProgram, tableOf } from '../../../support/sources/markdown.ts'
import { readSource, readSources } from '../../../support/sources/sources.ts'
import { registerSdk } from '../../otel/in-memory-sdk.ts'

const page = readSource('docs/observing/opentelemetry.md').text
const sources = readSources(['src/otel'], ['.ts']).map(({ text }) => text)

type All<T extends string> = Readonly<Record<T, true>>
const options: All<keyof otel.InstrumentOptions> = {
  spans: true,
  metrics: true,
  requests: true,
  topicName: true,
  partitions: true,
  emptyPolls: true,
  pools: true,
  tracerProvider: true,
  meterProvider: true
}

const namesIn = (head: string): string[] => tableOf(page, head).flatMap(([name = '']) => quotedIn(name))
const inSources = (pattern: RegExp): string[] => [
  ...new Set(sources.flatMap(text => [...text.matchAll(pattern)].map(([, name = '']) => name)))
]

describe('docs/observing/opentelemetry.md', () => {
  test('docs/observing/opentelemetry.md lists every option of instrument', () => {
    expect(namesIn('option of `instrument`')).toEqual(Object.keys(options))
  })

  test('docs/observing/opentelemetry.md lists every attribute and every metric that the sources name', () => {
    const names = inSources(/'((?:messaging|server|error)\.[\w.]+)'/g)
    expect(names.length).toBeGreaterThan(15)
    expect([...namesIn('attribute'), ...namesIn('metric')].sort()).toEqual(names.sort())
  })

  test('docs/observing/opentelemetry.md lists every API whose requests are operations on messages', () => {
    const apis = inSources(/^ {2}(\w+): \{ name: '\w+', type: '\w+' \}/gm)
    expect(apis.length).toBeGreaterThan(4)
    const documented = namesIn('API of Kafka').filter(name => !name.startsWith('otel.'))
    expect(documented.sort()).toEqual(apis.sort())
  })

  test('the blocks of docs/observing/opentelemetry.md are a program that reports spans', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const printed = await runProgram(programOf(page).replaceAll('broker-1:9092', kafka.bootstrap), {
      '@opentelemetry/api': api,
      kafkawire,
      'kafkawire/messages': messages,
      'kafkawire/otel': otel,
      'kafkawire/records': records
    })
    expect(printed).toContainEqual(['processing', 0n])
    expect(printed).toContainEqual(['headers', ['kind']])
    const spans = sdk.spans()
    expect(spans.map(({ name }) => name)).toEqual(['create orders', 'send orders', 'place order', 'poll orders', 'process orders'])
    // The tree on the page: one trace from the producer to the handler.
    const find = (name: string) => spans.find(span => span.name === name)
    const traceOf = (name: string) => find(name)?.spanContext().traceId
    const parentOf = (name: string) => find(name)?.parentSpanContext?.spanId
    const idOf = (name: string) => find(name)?.spanContext().spanId
    expect([traceOf('create orders'), traceOf('send orders'), traceOf('process orders')]).toEqual(Array(3).fill(traceOf('place order')))
    expect([parentOf('create orders'), parentOf('send orders')]).toEqual(Array(2).fill(idOf('place order')))
    expect(parentOf('process orders')).toBe(idOf('create orders'))
    expect(find('process orders')?.links.map(link => link.context.spanId)).toEqual([idOf('create orders')])
    expect(traceOf('poll orders')).not.toBe(traceOf('place order'))
    const documented = namesIn('metric')
    const exported = await sdk.metrics()
    for (const name of documented) expect(exported[name]?.points.length, name).toBeGreaterThan(0)
    for (const row of tableOf(page, 'metric')) {
      const [metric = '', , unit = ''] = row.map(cell => quotedIn(cell)[0])
      expect([metric, exported[metric]?.unit]).toEqual([metric, unit])
    }
  })
})
