import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { connectionFlags } from '../../../../src/cli/connection/connection-flags.ts'
import { readConnectionSettings } from '../../../../src/cli/connection/connection-settings.ts'
import { parseFlags } from '../../../../src/cli/frame/flags.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkawire-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const jks = file('trust.jks', Buffer.from('feedfeed00000002', 'hex'))
const p12 = file('trust.p12', Buffer.from('3082', 'hex'))
const unfinishedJaas = 'sasl.jaas.config=a.PlainLoginModule required username="alice" password="s3cret"'
const server = ['--bootstrap', 'a:1']
const convert = 'is a JKS file, which only Java can read. Convert it with: keytool -importkeystore'

describe('the connection flags', () => {
  test.each<readonly [args: readonly string[], properties: readonly string[], text: string]>([
    [['--bootstrap', 'localhost'], [], 'localhost has no port: write localhost:9092 for the default port of Kafka'],
    [['--bootstrap', '::1'], [], '::1 has no port: write [::1]:9092'],
    [['--bootstrap', 'https://user:s3cret@host'], [], 'a server is HOST:PORT, without a user and a password'],
    [['--bootstrap', 'localhost:abc'], [], 'the port of localhost is not a number: write HOST:PORT, such as localhost:9092'],
    [['--bootstrap', 'http://host/x'], [], 'a server is not an address: write host, host:port, or [ipv6]:port'],
    [['--bootstrap', 'a:99999'], [], 'a:99999 has port 99999, which is outside 1 to 65535'],
    [['--bootstrap', ','], [], 'there is no address of a broker'],
    [[], [], '--bootstrap HOST:PORT is missing'],
    [[...server, '--ca', 'x.pem'], [], '--ca needs --tls'],
    [[...server, '--tls', '--cert', 'x.pem'], [], '--cert and --key need each other'],
    [[...server, '--tls', '--ca', '/no/file'], [], '--ca /no/file: there is no such file'],
    [[...server, '--tls', '--ca', folder], [], ': it is a folder, not a file'],
    [[...server, '--tls', '--ca', jks], [], 'is not PEM'],
    [[...server, '--username', 'a'], [], '--username needs --sasl'],
    [[...server, '--sasl', 'PLAIN'], [], '--sasl PLAIN needs --username'],
    [[...server, '--sasl', 'LDAP'], [], '--sasl must be one of PLAIN, SCRAM-SHA-256'],
    [[...server, '--sasl', 'PLAIN', '--username', 'a'], [], 'there is no password for a: set the environment variable KAFKAWIRE_PASSWORD'],
    [[...server, '--sasl', 'OAUTHBEARER'], [], '--sasl OAUTHBEARER needs a token in KAFKAWIRE_TOKEN'],
    [[...server, '--sasl', 'GSSAPI'], [], '--sasl GSSAPI needs the npm module kerberos'],
    [[...server, '--config', '/no/file'], [], '--config /no/file: there is no such file'],
    [server, ['security.protocol=TLS'], 'security.protocol must be one of PLAINTEXT, SSL'],
    [server, ['security.protocol=SASL_SSL', 'sasl.mechanism=PLAIN', unfinishedJaas], 'sasl.jaas.config cannot be read after 2 options'],
    [server, ['security.protocol=SASL_SSL', 'sasl.mechanism=LDAP'], 'sasl.mechanism must be one of'],
    [server, ['security.protocol=SSL', `ssl.truststore.location=${jks}`], convert],
    [server, ['security.protocol=SSL', `ssl.truststore.location=${p12}`], `openssl pkcs12 -in ${p12} -nokeys -out `],
    [server, ['security.protocol=SSL', `ssl.keystore.location=${jks}`], convert],
    [server, ['security.protocol=SSL', 'ssl.key.password=$' + '{file:/s3cret:key}'], 'ssl.key.password names a config provider']
  ])('the flags %j with the properties %j are refused in one sentence', async (args, lines, text) => {
    const config = lines.length === 0 ? [] : ['--config', file('refused.properties', lines.join('\n'))]
    const read = async () => await readConnectionSettings(parseFlags('metadata', [...args, ...config], connectionFlags, undefined))
    const error = await read().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'CommandError', exitCode: 2, message: expect.stringContaining(text) })
    expect(String(error)).not.toMatch(/s3cret|\n/)
  })

  test('an argument that looks like an address is proposed for a missing --bootstrap', async () => {
    const topics = { name: 'TOPIC', min: 0, max: 2 }
    const messageOf = (...args: readonly string[]): Promise<string> =>
      readConnectionSettings(parseFlags('metadata', args, connectionFlags, topics)).then(String, String)
    expect(await messageOf('127.0.0.1:9092')).toContain('--bootstrap HOST:PORT is missing: did you mean --bootstrap 127.0.0.1:9092?')
    expect(await messageOf('orders')).toContain('--bootstrap HOST:PORT is missing: which cluster?')
  })

  test('flags count more than the file, and several servers are read', async () => {
    const config = file('a.properties', 'bootstrap.servers=SASL_SSL://a:1, b:2\nclient.id=reports\n')
    const read = async (...args: readonly string[]) =>
      await readConnectionSettings(parseFlags('metadata', ['--config', config, ...args], connectionFlags, undefined))
    expect(await read()).toMatchObject({ bootstrapServers: 'a:1,b:2', connection: { clientId: 'reports' }, timeoutMs: 10_000, notes: [] })
    expect(await read('--bootstrap', '[::1]:3', '--client-id', 'me', '--timeout', '2s')).toMatchObject({
      servers: [{ host: '::1', port: 3 }],
      bootstrapServers: '[::1]:3',
      connection: { clientId: 'me' },
      timeoutMs: 2_000
    })
  })
})
