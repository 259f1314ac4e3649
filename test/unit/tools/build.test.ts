import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as built from 'kafkawire'
import { expect, test } from 'vitest'
import * as codes from '../../../src/protocol/codes/index.ts'

const entryPoints = [
  'kafkawire',
  'kafkawire/doctor',
  'kafkawire/messages',
  'kafkawire/otel',
  'kafkawire/records',
  'kafkawire/server',
  'kafkawire/testing'
]

test.each(entryPoints)('the built %s has numbers where the source names codes', name => {
  const text = readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8')
  const read = [...text.matchAll(/(?<![\w$.])(\w+)\.([A-Z]\w*)\b/g)].filter(([, object = '', key = '']) => key in named(object))
  expect(read.map(([written]) => written)).toEqual([])
})

test('the built package exports the objects of codes whole', () => {
  for (const [name, object] of Object.entries(codes)) expect(Reflect.get(built, name), name).toEqual(object)
})

function named(object: string): object {
  return Object.hasOwn(codes, object) ? Reflect.get(codes, object) : {}
}
