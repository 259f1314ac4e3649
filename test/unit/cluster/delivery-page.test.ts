import { expect, test } from 'vitest'
import { resolveClusterOptions } from '../../../src/cluster/cluster-options.ts'
import { knownOutcomes } from '../../../src/cluster/retry/may-be-done.ts'
import { routes } from '../../../src/cluster/routing/routing-table.ts'
import { sectionOf, tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/delivery.md').text
const apisIn = (rows: readonly string[][], column: number): string[] =>
  rows.flatMap(row => [...(row[column] ?? '').replace(/: see .*/, '').matchAll(/[A-Z]\w+/g)].map(([name]) => name))

test('docs/delivery.md says of the same error codes as the driver that nothing was done', () => {
  const rows = tableOf(page, 'code')
  const codesIn = (row: readonly string[] = []) =>
    [...(row[0] ?? '').matchAll(/\b(\d+) ([A-Z_]{3,})/g)].map(([, code, name]) => `${code} ${name}`)
  const known = (isNothing: boolean) =>
    knownOutcomes().flatMap(({ code, name, nothingDone }) => (nothingDone === isNothing ? [`${code} ${name}`] : []))
  expect(codesIn(rows.find(([, verdict]) => verdict === 'yes'))).toEqual(known(true))
  expect(codesIn(rows.find(([, verdict]) => verdict === 'unknown'))).toEqual(known(false))
})

test('docs/delivery.md lists the requests that the driver retries after maybe-sent, and no other', () => {
  const always = Object.entries(routes).flatMap(([api, { safeToRepeat }]) => (safeToRepeat === true ? [api] : []))
  const sometimes = Object.entries(routes).flatMap(([api, { safeToRepeat }]) => (typeof safeToRepeat === 'function' ? [api] : []))
  const retried = sectionOf(page, '## What is retried')
  expect(apisIn(tableOf(retried, 'kind'), 1).sort()).toEqual(always.sort())
  expect(apisIn(tableOf(retried, 'API'), 0).sort()).toEqual(sometimes.sort())
})

test('docs/delivery.md has the limits of retries that are used', () => {
  const { retry } = resolveClusterOptions({ bootstrapServers: 'a' })
  const limits = sectionOf(page, '## How long a call takes')
  expect(limits).toContain(`| \`retry.totalMs\` | ${retry.totalMs / 1_000} s |`)
  expect(limits).toContain(`${retry.initialMs} ms (\`retry.initialMs\`)`)
  expect(limits).toContain(`${retry.maxMs / 1_000} s (\`retry.maxMs\`)`)
})
