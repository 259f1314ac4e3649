import { describe, expect, test } from 'vitest'
import { EMPTY_PAYLOAD_HASH, presign, type SigV4Request, sign, signingKey, timestamp } from '../../../src/sasl/aws-msk-iam/sig-v4.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SUITE = { region: 'us-east-1', service: 'service', atMs: Date.UTC(2015, 7, 30, 12, 36) }

// A request of AWS's test suite, which has its signature in the headers.
function suiteRequest(over: Partial<SigV4Request>): SigV4Request {
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z', ...over.headers }
  return { method: 'GET', path: '/', query: {}, payloadHash: EMPTY_PAYLOAD_HASH, ...over, headers }
}

describe('the signatures of the test suite of AWS', () => {
  const spacious = { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' }
  const cases: [string, Partial<SigV4Request>, string][] = [
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { query: { Param2: 'value2', Param1: 'value1' } },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'
    ],
    [
      'get-vanilla-query-unreserved',
      { query: { [UNRESERVED]: UNRESERVED } },
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197'
    ],
    ['get-vanilla-utf8-query', { query: { ሴ: 'bar' } }, '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
    ['get-header-value-trim', { headers: spacious }, 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736']
  ]
  test.each(cases)('the signature of %s is that of the AWS test suite', (_, request, signature) => {
    expect(sign(suiteRequest(request), SECRET, SUITE)).toBe(signature)
  })
})

describe('the examples of the documentation of AWS', () => {
  test('the signing key is that of the AWS documentation', () => {
    const key = signingKey(SECRET, { ...SUITE, service: 'iam' })
    expect(key.toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9')
  })

  test('the presigned GET of S3 is that of the AWS documentation', () => {
    const request = {
      method: 'GET',
      path: '/test.txt',
      query: {},
      headers: { host: 'examplebucket.s3.amazonaws.com' },
      payloadHash: 'UNSIGNED-PAYLOAD'
    }
    const by = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
    expect(presign(request, by, { region: 'us-east-1', service: 's3', atMs: Date.UTC(2013, 4, 24) }, 86_400)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
      'X-Amz-Date': '20130524T000000Z',
      'X-Amz-Expires': '86400',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
    })
  })
})

describe('a timestamp', () => {
  test('a timestamp is in UTC, without a fraction of a second', () => {
    expect(timestamp(Date.UTC(2024, 1, 29, 23, 59, 59, 999))).toBe('20240229T235959Z')
  })
})
