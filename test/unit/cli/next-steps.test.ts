import { expect, test } from 'vitest'
import { commandTable } from '../../../src/cli/command-table.ts'
import { readSources } from '../../support/sources/sources.ts'

const sources = readSources(['src/cli', 'src/doctor'], ['.ts'])
const textsOf = (pattern: RegExp): string[] => sources.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found))

test("no text sends users to a shell tool of Kafka's for what a command does; there is no command for ACLs", () => {
  expect(new Set(textsOf(/\b(kafka-[a-z]+(?:-[a-z]+)*) --/g))).toEqual(new Set(['kafka-acls']))
})

test('each text that names a command names one that exists', () => {
  const named = new Set(textsOf(/npx kafkawire ([a-z-]+)/g))
  expect(named).toContain('topics')
  expect([...named].filter(name => !Object.hasOwn(commandTable, name))).toEqual([])
})
