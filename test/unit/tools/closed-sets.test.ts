import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { closedFields, closedSet } from '../../../tools/generate/closed-sets.ts'
import { buildMessage } from '../../../tools/generate/model.ts'
import { printApi } from '../../../tools/generate/print.ts'
import { loadSchemas } from '../../../tools/generate/schema.ts'
import { givenDefault } from '../../../tools/generate/values.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'))

describe('the closed sets', () => {
  const requests = schemas.filter(({ type }) => type === 'request').flatMap(schema => buildMessage(schema).structs)
  const fields = requests.flatMap(({ name, fields }) => fields.map(field => ({ key: `${name}.${field.name}`, field })))

  test('each closed set is for a field of a request that exists', () => {
    expect(closedFields.length).toBeGreaterThan(15)
    expect(closedFields.filter(key => !fields.some(each => each.key === key))).toEqual([])
  })

  test('the default of a field with a closed set is in the set', () => {
    const optional = fields.filter(({ field }) => field.closedSet !== undefined && !field.required && field.type.kind === 'primitive')
    expect(optional.length).toBeGreaterThan(5)
    for (const { key, field } of optional) {
      if (field.default === undefined && !field.closedSet?.includes(0)) continue
      expect(field.closedSet, key).toContain(Number(givenDefault(field)))
    }
  })

  test('a closed set has the values of its enumeration in ascending order, without values that may not be written', () => {
    expect(closedSet('ProduceRequest', 'acks')).toEqual([-1, 0, 1])
    expect(closedSet('CreateAclsRequestAclCreation', 'permissionType')).toEqual([2, 3])
    expect(closedSet('ProduceRequest', 'timeoutMs')).toBeUndefined()
  })

  test('a field with a closed set is written as the union, and the printed code only gets a cast', () => {
    const [request, response] = ['ProduceRequest', 'ProduceResponse'].map(name => schemas.find(schema => schema.name === name))
    if (request === undefined || response === undefined) throw new Error('there is no Produce')
    const printed = printApi(request, response)
    expect(printed).toContain('  acks: -1 | 0 | 1\n')
    expect(printed).toContain('const acks: -1 | 0 | 1 = r.int16() as -1 | 0 | 1\n')
    expect(printed).toContain("w.int16(m.acks, 'acks')\n")
  })
})
