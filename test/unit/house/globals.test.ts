import { describe, expect, test } from 'vitest'
import { codeOnly, importsOf, readSources, type Source } from '../../support/sources/sources.ts'

const CLOCK = 'src/clock.ts'
const COMMAND_LINE = 'src/cli/' // a program of its own, which loads only what a command needs
const TYPE_CHECKS = 'src/type-checks.ts'
const TIMERS = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate']

const sources = readSources(['src'], ['.ts'])

describe('the globals of src', () => {
  test('src takes every timer, nextTick and the monotonic clock from src/clock.ts', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.filter(({ path }) => path !== CLOCK).flatMap(globalClocks)).toEqual([])
  })

  test('src uses instanceof only in src/type-checks.ts, which checks values of other realms', () => {
    expect(sources.filter(({ path }) => path !== TYPE_CHECKS).flatMap(instanceChecks)).toEqual([])
  })

  test('src, the command line aside, has no import(), require or import.meta, so that a bundler can make one file of it in either module format', () => {
    expect(sources.filter(({ path }) => !path.startsWith(COMMAND_LINE)).flatMap(lazyImports)).toEqual([])
  })
})

test('the check of globals finds what its rules forbid', () => {
  const file = (text: string): Source => ({ path: 'src/conn/new.ts', text })
  const forbidden = [
    'setTimeout(done, 1)',
    'clearTimeout(timer)',
    'setInterval(done, 1)',
    'setImmediate(done)',
    'globalThis.setTimeout(done, 1)',
    'queueMicrotask(done)',
    'process.nextTick(done)',
    'performance.now()',
    "import { setImmediate } from 'node:timers/promises'",
    "import { performance } from 'node:perf_hooks'",
    'AbortSignal.timeout(1).aborted && setTimeout(done, 1)',
    'AbortSignal.timeout(1)'
  ]
  expect(forbidden.filter(text => globalClocks(file(text)).length === 0)).toEqual([])
  expect(globalClocks(file("import { setTimeout } from '../clock.ts'\nsetTimeout(done, 1)"))).toEqual([])
  expect(instanceChecks(file('if (error instanceof Error) throw error'))).toHaveLength(1)
  expect(lazyImports(file("const { connect } = await import('./tls.ts')"))).toHaveLength(1)
  expect(lazyImports(file("const tls: typeof import('node:tls') = createRequire(import.meta.url)('node:tls')"))).toHaveLength(2)
})

function globalClocks(source: Source): string[] {
  const code = codeOnly(source.text)
  const [, fromClock = ''] = /import \{([^}]*)\} from '[./]+clock\.ts'/.exec(source.text) ?? []
  const imported = fromClock.split(',').map(name => name.trim())
  const used = [
    ...code.matchAll(
      /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b(?=\()|\bqueueMicrotask\b|\bprocess\.nextTick\b|\bAbortSignal\.timeout\b|\bperformance\b/g
    )
  ]
  const modules = importsOf(source).filter(target => /^node:(?:timers|perf_hooks)/.test(target))
  const globals = used.filter(({ 0: name, index }) => code[index - 1] === '.' || !(TIMERS.includes(name) && imported.includes(name)))
  return [...globals.map(([name]) => `${source.path} uses ${name}`), ...modules.map(target => `${source.path} imports ${target}`)]
}

function lazyImports({ path, text }: Source): string[] {
  return [...codeOnly(text).matchAll(/(?<!typeof )\bimport\(|\brequire\(|\bimport\.meta\b|\bcreateRequire\b/g)].map(
    ([found]) => `${path} has ${found}`
  )
}

function instanceChecks({ path, text }: Source): string[] {
  return [...codeOnly(text).matchAll(/\binstanceof (\w+)/g)].map(([, name]) => `${path} uses instanceof ${name}`)
}
