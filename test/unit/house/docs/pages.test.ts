import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, resolveOptions } from '../../../../src/conn/connection-options.ts'
import * as kafkawire from '../../../../src/index.ts'
import {
  type CloseReason,
  type ConnectPhase,
  isKafkaError,
  KafkaError,
  type KafkaErrorCode,
  type KafkaErrorDetails,
  type KafkaErrorFields,
  kafkaErrorCodes,
  type SendOptions
} from '../../../../src/index.ts'
import * as messages from '../../../../src/messages.ts'
import * as records from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { programOf, quotedIn, runProgram, sectionOf, tableOf } from '../../../support/sources/markdown.ts'
import { codeOnly, readSource, readSources } from '../../../support/sources/sources.ts'

// Types do not exist when tests run. These objects name every member and no other, or they do not
// compile.
type All<T extends string> = Readonly<Record<T, true>>
const fields: { readonly [C in KafkaErrorCode]: All<keyof KafkaErrorFields[C] & string> } = {
  KAFKA_CONFIGURATION: { problems: true },
  KAFKA_CONNECT: { phase: true },
  KAFKA_AUTHENTICATION: { mechanism: true, errorCode: true, offered: true },
  KAFKA_UNSUPPORTED_VERSION: { client: true, server: true, path: true },
  KAFKA_ENCODE: { path: true, versions: true },
  KAFKA_PROTOCOL: { offset: true },
  KAFKA_TIMEOUT: { phase: true, timeoutMs: true },
  KAFKA_CONNECTION_CLOSED: { reason: true },
  KAFKA_QUEUE_FULL: { queuedBytes: true, maxQueuedBytes: true },
  KAFKA_CIRCUIT_OPEN: { retryAfterMs: true },
  KAFKA_POOL_CLOSED: {},
  KAFKA_NO_BROKER: { causes: true },
  KAFKA_CLUSTER_CHANGED: { clusterId: true, expectedClusterId: true },
  KAFKA_BROKER: { errorCode: true, errorName: true, path: true },
  KAFKA_RECORDS: { topic: true, partition: true, offset: true }
}
const details: All<keyof KafkaErrorDetails> = {
  retriable: true,
  delivery: true,
  broker: true,
  api: true,
  apiVersion: true,
  elapsedMs: true,
  shards: true,
  cause: true
}
const connectPhases: All<ConnectPhase> = { dns: true, tcp: true, tls: true, 'api-versions': true, sasl: true, fresh: true }
const timeoutPhases: All<KafkaErrorFields['KAFKA_TIMEOUT']['phase']> = {
  queue: true,
  drain: true,
  response: true,
  throttle: true,
  dial: true
}
const closeReasons: All<CloseReason> = {
  broken: true,
  timeout: true,
  'out-of-sync': true,
  protocol: true,
  idle: true,
  abandoned: true,
  shutdown: true,
  authentication: true,
  superseded: true,
  evicted: true
}
const sendOptions: All<keyof SendOptions> = { signal: true, timeoutMs: true, version: true, maxVersion: true }

const connectionPage = readSource('docs/connection.md').text
const errorsPage = readSource('docs/errors.md').text
const connectOptions = sectionOf(connectionPage, '## Options')

/** The names in the first column, in order. */
const namesIn = (rows: readonly string[][]): string[] => rows.flatMap(([name = '']) => quotedIn(name))
const isYetToCome = (text: string): boolean => /nothing (throws it )?yet/i.test(text)

/** All sources of the package as one text, without comments but with strings. */
const code = readSources(['src'], ['.ts'])
  .filter(({ path }) => path !== 'src/errors.ts')
  .map(({ text }) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, ''))
  .join('\n')

describe('docs/errors.md', () => {
  const rows = tableOf(errorsPage, 'code')

  test('docs/errors.md has every code of KafkaError in its table and as a section, and no other', () => {
    expect(namesIn(rows)).toEqual(kafkaErrorCodes)
    expect([...errorsPage.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name)).toEqual(kafkaErrorCodes)
  })

  test.each(kafkaErrorCodes)('docs/errors.md has the fields of %s, and whether it is retriable', errorCode => {
    const [, , own = '', retriable = ''] = rows.find(([name]) => name === `\`${errorCode}\``) ?? []
    expect(quotedIn(own)).toEqual(Object.keys(fields[errorCode]))
    expect(retriable.split(',')[0]).toBe(new KafkaError(errorCode, '', {} as never).retriable ? 'yes' : 'no')
  })

  test('docs/errors.md has every field that all errors share', () => {
    expect(namesIn(tableOf(errorsPage, 'field'))).toEqual(Object.keys(details))
  })

  test('docs/errors.md has every phase of opening and of waiting', () => {
    expect(namesIn(tableOf(sectionOf(errorsPage, '### `KAFKA_CONNECT`'), 'phase'))).toEqual(Object.keys(connectPhases))
    expect(namesIn(tableOf(sectionOf(errorsPage, '### `KAFKA_TIMEOUT`'), 'phase'))).toEqual(Object.keys(timeoutPhases))
  })

  test('docs/errors.md marks exactly the codes that the sources do not throw yet', () => {
    const thrown = kafkaErrorCodes.filter(each => code.includes(`KafkaError('${each}'`))
    const there = kafkaErrorCodes.filter(each => !isYetToCome(sectionOf(errorsPage, `### \`${each}\``).split('| phase')[0] ?? ''))
    expect(there).toEqual(thrown)
  })
})

describe('docs/connection.md', () => {
  test('docs/connection.md has every reason for the end of a connection, and no other', () => {
    expect(namesIn(tableOf(connectionPage, 'reason'))).toEqual(Object.keys(closeReasons))
  })

  test('docs/connection.md marks exactly the reasons that the sources do not give yet', () => {
    const given = Object.keys(closeReasons).filter(reason => new RegExp(`(?:#close\\(|\\.end\\(|\\breason: )'${reason}'`).test(code))
    const there = tableOf(connectionPage, 'reason').filter(([, text = '']) => !isYetToCome(text))
    expect(namesIn(there)).toEqual(given)
  })

  test('the blocks of docs/connection.md are a program that works', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 3 } })
    const program = programOf(connectionPage)
    expect(program).toContain("host: 'broker-1:9092'")
    const printed = await runProgram(program.replace('broker-1:9092', kafka.bootstrap), {
      kafkawire,
      'kafkawire/messages': messages,
      'kafkawire/records': records
    })
    expect(printed).toEqual([['127.0.0.1', 3], [true], ['no longer needed'], [1_000], ['shutdown', undefined]])
  })
})

describe('the options in docs/connection.md', () => {
  const VERSION_OF_PACKAGE = 'the version of this package'
  const rows = tableOf(connectOptions, 'option')

  test('docs/connection.md has every option of connect, and no other', () => {
    const groups = ['software', 'timeouts', 'limits', 'expect']
    const names = knownTo('').flatMap(name => (groups.includes(name) ? knownTo(name).map(each => `${name}.${each}`) : [name]))
    expect(namesIn(rows).sort()).toEqual(names.sort())
  })

  test('docs/connection.md has the defaults that connect uses', () => {
    const { software, ...others } = resolveOptions({ host: 'a' })
    expect(software.version).toBe(kafkawire.VERSION)
    const resolved: Readonly<Record<string, unknown>> = {
      ...others,
      'software.name': software.name,
      'software.version': VERSION_OF_PACKAGE
    }
    const defaults = rows.filter(([name]) => name !== '`host`')
    for (const [name = '', , text = ''] of defaults) {
      const value = resolved[name.replaceAll('`', '').replace(/^(timeouts|limits)\./, '')]
      expect([value === VERSION_OF_PACKAGE ? value : written(value), ...(NOTHING[name] ?? [])], name).toContain(text)
      if (NOTHING[name] !== undefined) expect(value, name).toBeUndefined()
    }
    const { idleMs } = resolveOptions({ host: 'a.servicebus.windows.net' })
    expect(rows.find(([name]) => name === '`timeouts.idleMs`')?.[3]).toContain(`${written(idleMs)} where`)
  })

  test('docs/connection.md has the unit of each number whose name contains one', () => {
    for (const [name = '', type = ''] of rows) {
      const unit = name.endsWith('Ms`') ? 'ms' : name.endsWith('Bytes`') ? 'bytes' : undefined
      if (unit !== undefined) expect(type, name).toBe(`number, ${unit}`)
    }
  })

  test('docs/connection.md has every option of send', () => {
    const own = sectionOf(connectOptions, '### One request')
    expect(namesIn(tableOf(own, 'option'))).toEqual(Object.keys(sendOptions))
  })

  test('docs/connection.md gives the socket options that the code sets', () => {
    const tcp = readSource('src/conn/opening/tcp.ts').text
    const keepaliveMs = Number(/KEEPALIVE_MS = ([\d_]+)/.exec(tcp)?.[1]?.replaceAll('_', ''))
    expect(connectOptions).toContain(`\`SO_KEEPALIVE\` with ${keepaliveMs / 1_000} s`)
    expect(codeOnly(tcp)).toContain('setNoDelay(true)')
  })
})

// Options without a default, and how the page says so.
const NOTHING: Readonly<Record<string, readonly string[]>> = {
  '`tls`': ['`false`'],
  '`apiVersions`': ["`'negotiate'`"],
  '`dial`': ['DNS and TCP'],
  '`signal`': ['none'],
  '`expect.clusterId`': ['none'],
  '`expect.nodeId`': ['none']
}

/** The value as the page writes it. */
function written(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'none'
  if (typeof value === 'string' || value === Number.POSITIVE_INFINITY) return `\`${value}\``
  return typeof value === 'number' && value >= 10_000 ? value.toLocaleString('en-US') : String(value)
}

/**
 * The options that `connect` has, at the top or in a group: its error for an unknown option lists
 * them.
 */
function knownTo(group: string): string[] {
  const wrong = { nobodyKnowsThis: 1 }
  const options = group === '' ? { host: 'a', ...wrong } : { host: 'a', [group]: wrong }
  try {
    resolveOptions(options as ConnectionOptions)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_CONFIGURATION')) throw error
    const list = error.problems[0]?.split('there are ')[1] ?? ''
    return list.split(', ').map(name => name.replace(`${group}.`, ''))
  }
  throw new Error('connect accepted an unknown option')
}
