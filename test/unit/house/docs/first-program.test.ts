import { expect, test } from 'vitest'
import * as kafkawire from '../../../../src/index.ts'
import * as messages from '../../../../src/messages.ts'
import * as records from '../../../../src/records/index.ts'
import * as testing from '../../../../src/testing/index.ts'
import { programOf, runProgram } from '../../../support/sources/markdown.ts'
import { readSource } from '../../../support/sources/sources.ts'

const modules = { kafkawire, 'kafkawire/messages': messages, 'kafkawire/records': records, 'kafkawire/testing': testing }

test('the program in README.md produces a record and reads it back', async () => {
  await using kafka = await testing.startTestingCluster({ topics: { orders: 1 } })
  const program = programOf(readSource('README.md').text)
  expect(program).toContain("'localhost:9092'")
  const printed = await runProgram(program.replace('localhost:9092', kafka.bootstrap), modules)
  expect(printed).toEqual([[0n, 'order-1', '{"total":12}']])
})

test('README.md has at most 90 lines', () => {
  expect(readSource('README.md').text.split('\n').length).toBeLessThanOrEqual(91)
})

test('the program in docs/first-program.md prints what the page says', async () => {
  const page = readSource('docs/first-program.md').text
  const [, documented = ''] = /^It prints:\n\n```\n([\s\S]*?)```$/m.exec(page) ?? []
  const printed = await runProgram(programOf(page), modules)
  expect(printed.slice(0, -1).map(line => line.map(asPrinted).join(' '))).toEqual(documented.trimEnd().split('\n'))
  const [partition] = printed.at(-1) ?? []
  expect([0, 1, 2, 3, 4, 5]).toContain(partition)
})

/** A value as `console.log` of Node prints it. */
function asPrinted(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null)
    return JSON.stringify(value).replaceAll('"', '').replace('{', '{ ').replace('}', ' }').replace(':', ': ')
  return String(value)
}
