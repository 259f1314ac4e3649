import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HIDDEN, isSecret, withoutSecrets } from '../../../../src/cli/record/secrets.ts'
import { CreateTopics, DescribeConfigs, IncrementalAlterConfigs, SaslAuthenticate } from '../../../../src/messages.ts'
import { readSource } from '../../../support/sources/sources.ts'

interface SchemaField {
  readonly name: string
  readonly fields?: readonly SchemaField[]
}

const SECRET_NAME = /hmac|password|salt|secret|authbytes|credential|requestdata|responsedata|requestprincipal|privatekey/i
const root = join(import.meta.dirname, '../../../..')
const asIs = (_: string, value: unknown): unknown => value

describe('secrets in messages', () => {
  test('every field of a schema whose name speaks of a secret is hidden', () => {
    const found = readdirSync(join(root, 'schemas'))
      .filter(file => /(?:Request|Response)\.json$/.test(file))
      .flatMap(file => {
        const { apiKey, fields } = JSON.parse(readSource(`schemas/${file}`).text.replaceAll(/^\s*\/\/.*$/gm, '')) as {
          apiKey: number
          fields: SchemaField[]
        }
        return namesIn(fields).map(name => ({ apiKey, field: name.charAt(0).toLowerCase() + name.slice(1) }))
      })
    expect(found.length).toBeGreaterThan(8)
    expect(found.filter(({ apiKey, field }) => !isSecret(apiKey, {}, field))).toEqual([])
  })

  test.each([
    ['a password', IncrementalAlterConfigs.key, { name: 'listener.name.ssl.ssl.keystore.password', value: 'x' }, true],
    ['a login', IncrementalAlterConfigs.key, { name: 'listener.name.sasl_ssl.plain.sasl.jaas.config', value: 'x' }, true],
    ['a private key', IncrementalAlterConfigs.key, { name: 'ssl.keystore.key', value: 'x' }, true],
    ['what the broker calls sensitive', DescribeConfigs.key, { name: 'x', value: 'x', isSensitive: true }, true],
    ['the retention of a topic', CreateTopics.key, { name: 'retention.ms', value: '1' }, false]
  ])('the value of a setting with %s is hidden only if it is a secret', (_, apiKey, config, isHidden) => {
    expect(withoutSecrets(apiKey, { configs: [config] }, asIs)).toEqual({
      configs: [{ ...config, value: isHidden ? HIDDEN : config.value }]
    })
  })

  test('a secret that is not there stays null, and the bytes of a login are hidden', () => {
    expect(withoutSecrets(DescribeConfigs.key, { name: 'ssl.key.password', value: null }, asIs)).toMatchObject({ value: null })
    expect(withoutSecrets(SaslAuthenticate.key, { authBytes: Buffer.from('x') }, asIs)).toEqual({ authBytes: HIDDEN })
  })
})

function namesIn(fields: readonly SchemaField[]): string[] {
  return fields.flatMap(({ name, fields: inner = [] }) => [
    ...(SECRET_NAME.test(name) && inner.length === 0 ? [name] : []),
    ...namesIn(inner)
  ])
}
