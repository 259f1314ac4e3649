import { describe, expect, test } from 'vitest'
import { codeOnly, importsOf, readSource, readSources, type Source } from '../../support/sources/sources.ts'

// The layers, and what each may import. A layer may also import itself. Every layer may import
// options.ts, errors.ts, quote.ts, type-checks.ts and version.ts. If a file fits several layers,
// the longest name counts.
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': [
    'src/cluster',
    'src/telemetry',
    'src/metrics',
    'src/pool',
    'src/conn',
    'src/protocol',
    'src/sasl/mechanism.ts',
    'src/waiting'
  ],
  'src/cli': [
    'src/index.ts',
    'src/messages.ts',
    'src/doctor',
    'src/testing',
    'src/server',
    'src/records',
    'src/sasl',
    'src/conn/address.ts',
    'src/conn/connect.ts',
    'src/cluster/brokers/round.ts',
    'src/protocol',
    'src/waiting',
    'src/clock.ts'
  ],
  'src/doctor': ['src/index.ts', 'src/conn/address.ts', 'src/protocol', 'src/records', 'src/waiting', 'src/clock.ts'],
  'src/cluster': [
    'src/telemetry',
    'src/pool',
    'src/conn',
    'src/protocol',
    'src/records',
    'src/sasl/mechanism.ts',
    'src/waiting',
    'src/clock.ts'
  ],
  'src/telemetry': ['src/metrics', 'src/pool', 'src/conn', 'src/protocol', 'src/records', 'src/waiting', 'src/clock.ts'],
  'src/metrics': ['src/pool', 'src/conn'],
  'src/otel': ['src/metrics', 'src/pool', 'src/conn', 'src/records', 'src/protocol', 'src/clock.ts', '@opentelemetry/api'],
  'src/pool': ['src/conn', 'src/protocol', 'src/sasl/mechanism.ts', 'src/waiting', 'src/clock.ts'],
  'src/conn': ['src/protocol', 'src/records/batch-offsets.ts', 'src/sasl/mechanism.ts', 'src/waiting', 'src/clock.ts'],
  'src/sasl': ['src/waiting', 'src/clock.ts'],
  'src/testing': ['src/server', 'src/records', 'src/protocol', 'src/waiting', 'src/clock.ts'],
  'src/server': ['src/protocol', 'src/waiting', 'src/clock.ts'],
  'src/records': ['src/protocol/codes', 'src/protocol/primitives', 'src/wasm', 'src/clock.ts'],
  'src/messages.ts': ['src/protocol'],
  'src/protocol': [],
  'src/protocol/codes': [],
  'src/protocol/messages': ['src/protocol/api.ts', 'src/protocol/codes', 'src/protocol/primitives'],
  'src/protocol/primitives': ['src/wasm'],
  'src/wasm': [],
  'src/waiting': ['src/clock.ts'],
  'src/clock.ts': [],
  'src/options.ts': ['src/errors.ts', 'src/quote.ts', 'src/type-checks.ts'],
  'src/errors.ts': ['src/quote.ts'],
  'src/quote.ts': [],
  'src/type-checks.ts': [],
  'src/version.ts': []
}

const FOR_ALL = ['src/options.ts', 'src/errors.ts', 'src/quote.ts', 'src/type-checks.ts', 'src/version.ts']
const PURE = ['src/protocol', 'src/options.ts', 'src/errors.ts', 'src/quote.ts', 'src/type-checks.ts', 'src/version.ts', 'src/messages.ts']
const TIME_AND_SOCKETS = /\b(?:async|await|Promise|setTimeout|setInterval|setImmediate|queueMicrotask|process|performance|Date|fetch)\b/

const generated = [...readSourcesOfMessages(), ...readSourcesOfCodes()]
const sources = [...readSources(['src'], ['.ts']), ...generated]

test('the table of layers in DESIGN.md has what each layer may import, and no other row', () => {
  const { text } = readSource('DESIGN.md')
  const section = text.slice(text.indexOf('\n## Layers'), text.indexOf('\n## ', text.indexOf('\n## Layers') + 1))
  const cell = (path: string): string => `\`${path.replace(/^src\//, '')}\``
  const rows = Object.entries(LAYERS).map(([layer, may]) => `| ${cell(layer)} | ${may.map(cell).join(', ') || 'nothing else'} |`)
  expect(section.split('\n').filter(line => line.startsWith('| `'))).toEqual(rows)
})

describe('the layers of src', () => {
  test('no layer of src imports what the table of layers does not allow', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.flatMap(violations)).toEqual([])
  })

  test('the check of layers finds each forbidden import', () => {
    const imports = (path: string, specifier: string): string[] => violations({ path, text: `import { a } from '${specifier}'` })
    expect(imports('src/protocol/api.ts', '../conn/connect.ts')).toHaveLength(1)
    expect(imports('src/protocol/api.ts', '../clock.ts')).toHaveLength(1)
    expect(imports('src/protocol/primitives/reader.ts', '../api.ts')).toHaveLength(1)
    expect(imports('src/protocol/messages/fetch.ts', '../codec.ts')).toHaveLength(1)
    expect(imports('src/protocol/codes/groups.ts', '../api.ts')).toHaveLength(1)
    expect(imports('src/sasl/plain.ts', '../protocol/codes/index.ts')).toHaveLength(1)
    expect(imports('src/records/read/record-batch.ts', '../../protocol/api.ts')).toHaveLength(1)
    expect(imports('src/testing/broker-server.ts', '../conn/dial.ts')).toHaveLength(1)
    expect(imports('src/server/accept.ts', '../records/index.ts')).toHaveLength(1)
    expect(imports('src/conn/connect.ts', '../sasl/scram.ts')).toHaveLength(1)
    expect(imports('src/conn/connect.ts', '../records/index.ts')).toHaveLength(1)
    expect(imports('src/sasl/plain.ts', '../protocol/api.ts')).toHaveLength(1)
    expect(imports('src/errors.ts', './version.ts')).toHaveLength(1)
    expect(imports('src/conn/connect.ts', 'kafkajs')).toHaveLength(1)
    expect(imports('src/conn/connect.ts', '@opentelemetry/api')).toHaveLength(1)
    expect(imports('src/otel/index.ts', '@opentelemetry/api')).toEqual([])
    expect(imports('src/protocol/frame-reader.ts', 'node:stream')).toHaveLength(1)
    expect(imports('src/newcomer/file.ts', './other.ts')).toHaveLength(1)
  })

  test('the check of layers finds every form of import', () => {
    const importing = (text: string): string[] => violations({ path: 'src/protocol/api.ts', text })
    expect(importing(`import type { A } from '../conn/connect.ts'`)).toHaveLength(1)
    expect(importing(`import {\n  a,\n  b\n} from '../conn/connect.ts'`)).toHaveLength(1)
    expect(importing(`export * from '../conn/connect.ts'`)).toHaveLength(1)
    expect(importing(`import '../conn/connect.ts'`)).toHaveLength(1)
    expect(importing(`const a = await import('../conn/connect.ts')`)).toHaveLength(1)
    expect(importing(`import { Reader } from './primitives/reader.ts'`)).toEqual([])
  })
})

describe('src/protocol', () => {
  test('src/protocol uses no time, sockets or promises', () => {
    const knowing = sources
      .filter(({ path }) => PURE.includes(layerOf(path) ?? '') || path.startsWith('src/protocol/'))
      .filter(({ path }) => path !== 'src/type-checks.ts') // it names Date as a type
    expect(knowing.length).toBeGreaterThan(100)
    expect(knowing.filter(({ text }) => TIME_AND_SOCKETS.test(codeOnly(text))).map(({ path }) => path)).toEqual([])
  })
})

describe('the console and the messages in src', () => {
  test('src writes nothing to the console, the command line aside', () => {
    const library = sources.filter(({ path }) => !path.startsWith('src/cli/'))
    expect(library.filter(({ text }) => /\bconsole\b|\bprocess\.std(?:out|err)\b/.test(codeOnly(text))).map(({ path }) => path)).toEqual([])
  })

  test('src imports the files of single APIs; only the entry point kafkawire/messages imports all of them', () => {
    const importers = sources.filter(source => importsOf(source).includes('src/protocol/messages/index.ts'))
    expect(importers.map(({ path }) => path)).toEqual(['src/messages.ts'])
  })
})

function violations(source: Source): string[] {
  const layer = layerOf(source.path)
  if (layer === undefined) return [`${source.path} is in no layer`]
  return importsOf(source)
    .filter(target => !mayImport(layer, source.path, target))
    .map(target => `${source.path} imports ${target}`)
}

function mayImport(layer: string, path: string, target: string): boolean {
  if (target.startsWith('node:')) return !PURE.includes(layer) && !layer.startsWith('src/protocol')
  if (!target.startsWith('src/')) return (LAYERS[layer] ?? []).includes(target)
  if (FOR_ALL.includes(path)) return (LAYERS[layer] ?? []).includes(target)
  if (FOR_ALL.includes(target) || layerOf(target) === layer) return true
  // All of src/protocol may import its parts, but the parts may not import the rest.
  return within(layer, target) || (LAYERS[layer] ?? []).some(allowed => within(allowed, target))
}

function layerOf(path: string): string | undefined {
  const fitting = Object.keys(LAYERS).filter(layer => within(layer, path))
  return fitting.sort((a, b) => b.length - a.length)[0]
}

const within = (layer: string, path: string): boolean => path === layer || path.startsWith(`${layer}/`)

function readSourcesOfMessages(): Source[] {
  const index = readSource('src/protocol/messages/index.ts')
  return [...new Set([index.path, 'src/protocol/messages/infos.ts', ...importsOf(index)])]
    .filter(path => path.startsWith('src/protocol/messages/'))
    .map(readSource)
}

function readSourcesOfCodes(): Source[] {
  const index = readSource('src/protocol/codes/index.ts')
  return [index.path, 'src/protocol/codes/error-meanings.ts', ...importsOf(index)].map(readSource)
}
