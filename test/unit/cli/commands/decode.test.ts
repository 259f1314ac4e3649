import { describe, expect, test } from 'vitest'
import {
  apiKeys,
  encodeRequest,
  encodeRequestHeader,
  encodeResponse,
  encodeResponseHeader,
  Fetch,
  Metadata
} from '../../../../src/messages.ts'
import { runCommand } from '../../../support/process/command.ts'

const VERSION = 12
const topics = [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'orders' }]
const request = Buffer.concat([
  encodeRequestHeader({ apiKey: apiKeys.Metadata, apiVersion: VERSION, correlationId: 7, clientId: 'me' }),
  encodeRequest(Metadata, VERSION, { topics })
])
const withLength = (bytes: Buffer): Buffer => {
  const frame = Buffer.concat([Buffer.alloc(4), bytes])
  frame.writeInt32BE(bytes.length)
  return frame
}
const response = Buffer.concat([
  encodeResponseHeader(Fetch, Fetch.maxVersion, { correlationId: 9 }),
  encodeResponse(Fetch, Fetch.maxVersion, { responses: [] })
])
const forFetch = ['--response', '--api', 'fetch', '--api-version', String(Fetch.maxVersion)]

describe('kafkawire decode', () => {
  test.each([
    ['with its length', withLength(request).toString('hex')],
    ['without its length', request.toString('hex')],
    ['with spaces and line ends', withLength(request).toString('hex').replaceAll(/../g, '$& ').replaceAll(/.{48}/g, '$&\n')],
    ['with 0x before each byte', request.toString('hex').replaceAll(/../g, '0x$&, ')]
  ])('a request %s says itself what it is', async (_, hex) => {
    const { code, stdout, stderr } = await runCommand(['decode', '--json'], { input: hex })
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'request',
      api: 'Metadata',
      apiKey: apiKeys.Metadata,
      apiVersion: VERSION,
      header: { correlationId: 7, clientId: 'me' },
      body: { topics: [{ name: 'orders' }] }
    })
  })

  test('kafkawire decode --binary reads the bytes themselves', async () => {
    const { stdout } = await runCommand(['decode', '--binary'], { input: withLength(request) })
    expect(stdout).toMatch(/^Metadata request v12, \d+ bytes\nheader \{\n {2}"apiKey": 3,/)
  })

  test('kafkawire decode --response takes the API and the version from its flags', async () => {
    const { stdout } = await runCommand(['decode', '--json', response.toString('hex'), ...forFetch])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'response', api: 'Fetch', header: { correlationId: 9 }, body: { responses: [] } })
  })

  test('kafkawire decode --body decodes bytes without a header', async () => {
    const body = Buffer.from(encodeRequest(Metadata, VERSION, { topics })).toString('hex')
    const { stdout } = await runCommand(['decode', '--json', '--body', '--api', '3', '--api-version', '12', body])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'request', header: null, body: { topics: [{ name: 'orders' }] } })
  })

  test('the error for bytes that end early has their position in the whole input, and the exit code 1', async () => {
    const cut = withLength(request.subarray(0, -8)).toString('hex')
    const { code, stdout, stderr } = await runCommand(['decode', cut])
    expect([code, stdout]).toEqual([1, ''])
    const at = Number(/ at byte (\d+) of /.exec(stderr)?.[1])
    expect(at).toBeGreaterThan(20)
    expect(stderr).toMatch(/^kafkawire: decode: Metadata request v12: .*\n$/)
  })

  test.each([
    ['no hexadecimal text', ['00zz'], /the text is not hexadecimal: digit 3 is "zz"/],
    ['half a byte', ['001'], /3 hexadecimal digits/],
    ['no bytes', [' '], /there are no bytes/],
    ['bytes as text beside --binary', ['--binary', '00'], /--binary reads the standard input: leave out HEX/],
    ['a version before the first', ['0003ffff00000001ffff'], /Metadata has no version -1, which stands at byte 2/],
    ['a response without its API', ['--response', '00'], /--response needs --api and --api-version/],
    ['a request with an API', ['--api', 'Fetch', '00'], /a request says its API and version itself/],
    ['an API that does not exist', [...forFetch.slice(0, 2), 'nothing', '--api-version', '1', '00'], /there is no API "nothing"/],
    [
      'a name that is nearly right',
      [...forFetch.slice(0, 2), 'group-describe', '--api-version', '1', '00'],
      /did you mean ConsumerGroupDescribe or/
    ],
    ['a version that does not exist', [...forFetch.slice(0, 3), '--api-version', '99', '00'], /Fetch has the versions 0 to 18/],
    ['a key that does not exist', ['7fff000000000001ffff'], /no API has the key 32767 at byte 0/],
    ['a length that is wrong', ['00000099', request.toString('hex')].join('').split(' '), /that length is 153, and \d+ bytes follow it/]
  ])('kafkawire decode refuses %s in one sentence', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['decode', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^kafkawire: decode: [^\n]*\n$/)
    expect(stderr).toMatch(expected)
  })
})
