import { expect, test } from 'vitest'
import { resolveClusterOptions } from '../../../src/cluster/cluster-options.ts'
import { anyBroker, namedByCaller } from '../../../src/cluster/routing/destinations.ts'
import { routes } from '../../../src/cluster/routing/routing-table.ts'
import * as kafkawire from '../../../src/index.ts'
import { type ClusterSendOptions, configResourceTypes, type SendOptions } from '../../../src/index.ts'
import * as messages from '../../../src/messages.ts'
import * as records from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { failureOf } from '../../support/process/failure.ts'
import { programOf, quotedIn, runProgram, tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/cluster.md').text
const rows = tableOf(page, 'option')
// Types do not exist when tests run. This list compiles only if it names every member exactly.
const callOptions: Readonly<Record<'timeoutMs' | Exclude<keyof ClusterSendOptions, keyof SendOptions>, true>> = {
  timeoutMs: true,
  maxAttempts: true,
  to: true,
  lane: true,
  clusterId: true
}
const GROUPS = ['retry', 'metadata']

test('docs/cluster.md has every option of connectCluster, and no other', () => {
  const names = knownTo('').flatMap(name => (GROUPS.includes(name) ? knownTo(name) : [name]))
  expect(rows.flatMap(([name = '']) => quotedIn(name)).sort()).toEqual(names.sort())
})

test('docs/cluster.md has the defaults that connectCluster uses', () => {
  const { retry, metadata } = resolveClusterOptions({ bootstrapServers: 'a' })
  const defaults: Readonly<Record<string, unknown>> = { ...retry, ...metadata }
  for (const [name = '', text] of rows.filter(([name = '']) => name.includes('.'))) {
    const value = defaults[name.replaceAll('`', '').replace(/^\w+\./, '')]
    expect(text, name).toBe(value === Number.POSITIVE_INFINITY ? '`Infinity`' : Number(value).toLocaleString('en-US'))
  }
})

test('docs/cluster.md has every option that a call through a cluster adds to those of a connection', () => {
  expect(tableOf(page, 'call option').flatMap(([name = '']) => quotedIn(name))).toEqual(Object.keys(callOptions))
})

test('docs/cluster.md says for each API with a broker of its own to which broker it goes', () => {
  const listed = tableOf(page, 'to')
    .filter(([to = '']) => to !== 'any broker' && !to.startsWith('the broker that'))
    .flatMap(([, names = '']) => names.match(/\b[A-Z][a-z]\w+/g) ?? [])
  const byDivision = Object.keys(routes).filter(name => {
    const { to } = routes[name] as { readonly to?: unknown }
    return to !== anyBroker && to !== namedByCaller
  })
  expect([...new Set(listed)].sort()).toEqual(byDivision.filter(name => name !== 'FindCoordinator').sort())
})

test('the blocks of docs/cluster.md are a program that works', async () => {
  await using kafka = await startTestingCluster({ brokers: 3 })
  kafka.on(messages.ListGroups, ({ nodeId }) => ({ errorCode: 0, groups: Array(nodeId).fill({ groupId: 'g', protocolType: 'consumer' }) }))
  kafka.on(messages.DescribeConfigs, ({ nodeId }) => {
    if (nodeId !== 3) throw new Error(`broker ${nodeId} is not broker 3`)
    return {
      throttleTimeMs: 0,
      results: [{ errorCode: 0, errorMessage: null, resourceType: configResourceTypes.BROKER, resourceName: '3', configs: [] }]
    }
  })
  const program = programOf(page).replace('broker-1:9092,broker-2:9092', kafka.bootstrap).replace('broker-1:9092', kafka.bootstrap)
  const printed = await runProgram(program, { kafkawire, 'kafkawire/messages': messages, 'kafkawire/records': records })
  expect(printed.slice(0, 4)).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [expect.any(Number), 0, expect.stringMatching(/^[\w-]{22}$/)]
  ])
})

/** The known options of a group, read from the error that an unknown option causes. */
function knownTo(group: string): string[] {
  const wrong = { nobodyKnowsThis: 1 }
  const error = failureOf(() => resolveClusterOptions({ bootstrapServers: 'a', ...(group === '' ? wrong : { [group]: wrong }) }))
  const [, list = ''] = error.message.split('there are ')
  return list.split(', ')
}
