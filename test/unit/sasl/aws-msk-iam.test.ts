import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KafkaError } from '../../../src/errors.ts'
import { errorCodes } from '../../../src/protocol/codes/index.ts'
import { type AwsMskIamOptions, awsMskIam } from '../../../src/sasl/aws-msk-iam/aws-msk-iam.ts'
import { VERSION } from '../../../src/version.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

const HOST = 'b-1.orders.a1b2c3.c2.kafka.us-east-1.amazonaws.com'
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
const SUCCESS = JSON.stringify({ version: '2020_10_22', 'request-id': 'a1b2' })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 1, 29, 23, 59, 59, 999) })
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const begin = (options?: AwsMskIamOptions, host = HOST) => awsMskIam(options).authenticate(saslContext({ host }))

async function payloadOf(options?: AwsMskIamOptions, host = HOST): Promise<Record<string, string>> {
  return JSON.parse((await say(begin(options, host))) ?? '') as Record<string, string>
}

describe('AWS_MSK_IAM', () => {
  // The signatures of the two payloads are from AWS's own signer (@smithy/signature-v4 5.7.5).
  test('AWS_MSK_IAM sends a signed request to connect, as JSON', async () => {
    expect(await payloadOf({ credentials: CREDENTIALS })).toEqual({
      version: '2020_10_22',
      host: HOST,
      'user-agent': `kafkawire/${VERSION}`,
      action: 'kafka-cluster:Connect',
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': 'AKIDEXAMPLE/20240229/us-east-1/kafka-cluster/aws4_request',
      'x-amz-date': '20240229T235959Z',
      'x-amz-signedheaders': 'host',
      'x-amz-expires': '900',
      'x-amz-signature': '4304c9ae1e9a79c3c51882b9a9904d6d0c5495eab9a964f66ab2a57a2724b62a'
    })
  })

  test('AWS_MSK_IAM signs and sends the session token', async () => {
    vi.setSystemTime(Date.UTC(2026, 0, 1))
    const sessionToken = "IQoJb3JpZ2lu!'()*~+/= token=="
    const credentials = { ...CREDENTIALS, accessKeyId: 'ASIAEXAMPLE', sessionToken }
    const options = { credentials, userAgent: 'orders/2' }
    expect(await payloadOf(options, 'boot-a1b2c3.c1.kafka-serverless.eu-central-1.amazonaws.com')).toMatchObject({
      'user-agent': 'orders/2',
      'x-amz-credential': 'ASIAEXAMPLE/20260101/eu-central-1/kafka-cluster/aws4_request',
      'x-amz-date': '20260101T000000Z',
      'x-amz-security-token': sessionToken,
      'x-amz-signature': '40b714fd66d94883591a566928609fad128f2d49745bc8dde26a8dde03b69257'
    })
  })

  test('AWS_MSK_IAM ends when the broker accepts', async () => {
    const exchange = begin({ credentials: CREDENTIALS })
    await say(exchange)
    expect(await say(exchange, SUCCESS)).toBe(undefined)
  })

  const answers: [string, string][] = [
    ['nothing', ''],
    ['text that is not JSON', 'welcome'],
    ['null', 'null'],
    ['another version', SUCCESS.replace('2020', '2021')],
    ['no request-id', '{"version":"2020_10_22"}'],
    ['a mebibyte', `${' '.repeat(1_048_576)}${SUCCESS}`]
  ]
  test.each(answers)('AWS_MSK_IAM refuses a broker that answers with %s', async (_, answer) => {
    const exchange = begin({ credentials: CREDENTIALS })
    await say(exchange)
    const error = await rejectionOf(say(exchange, answer))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'AWS_MSK_IAM', retriable: false })
    expect(error.message).toContain(`the broker's answer of ${answer.length} bytes is not JSON with version 2020_10_22`)
  })

  test('the error of a refusal says what was signed, because the broker gives no reason', async () => {
    const exchange = begin({ credentials: CREDENTIALS })
    await say(exchange)
    const broker = { host: HOST, port: 9098 }
    const refusal = new KafkaError('KAFKA_AUTHENTICATION', 'Refused: "[a1b2]: Access denied".', {
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      broker
    })
    const error = await rejectionOf(exchange.throw(refusal))
    expect(error).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      broker,
      retriable: false,
      cause: refusal
    })
    expect(error.message).toBe(
      `Refused: "[a1b2]: Access denied". The request was signed for ${HOST} in us-east-1 at 20240229T235959Z: ` +
        `check the region, this machine's clock, and that a policy allows kafka-cluster:Connect.`
    )
  })

  test('AWS_MSK_IAM does not change an error of the connection', async () => {
    const exchange = begin({ credentials: CREDENTIALS })
    await say(exchange)
    const broken = new KafkaError('KAFKA_CONNECTION_CLOSED', 'reset', { reason: 'broken' })
    expect(await rejectionOf(exchange.throw(broken))).toBe(broken)
  })
})

describe('the region', () => {
  const hosts: [string, string][] = [
    [HOST, 'us-east-1'],
    ['b-2-14002.iam.orders.a1b2c3.c2.kafka.ap-southeast-2.amazonaws.com', 'ap-southeast-2'],
    ['boot-a1b2c3.c1.kafka-serverless.eu-west-3.amazonaws.com', 'eu-west-3'],
    ['b-1.orders.a1b2c3.c2.kafka.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['b-1.orders.a1b2c3.c2.kafka.us-gov-west-1.amazonaws.com.', 'us-gov-west-1'],
    ['b-1.orders.a1b2c3.c2.kafka.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['vpce-0a1b-c2d3.kafka.sa-east-1.vpce.amazonaws.com', 'sa-east-1'],
    ['B-1.ORDERS.A1B2C3.C2.KAFKA.US-EAST-2.AMAZONAWS.COM', 'us-east-2']
  ]
  test.each(hosts)('the region is found in the host name %s', async (host, region) => {
    vi.stubEnv('AWS_REGION', 'other-1')
    const { 'x-amz-credential': scope } = await payloadOf({ credentials: CREDENTIALS }, host)
    expect(scope).toBe(`AKIDEXAMPLE/20240229/${region}/kafka-cluster/aws4_request`)
  })

  const others: string[] = ['broker', '10.0.0.7', 'b-1.kafka.us-east-1.example.com', 'b-1.kafka.us-east-1.amazonaws.com.example.com']
  test.each(others)('the region is that of the environment if the host name is %s', async host => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-north-1')
    expect((await payloadOf({ credentials: CREDENTIALS }, host))['x-amz-credential']).toContain('/eu-north-1/')
    vi.stubEnv('AWS_REGION', 'eu-south-1')
    expect((await payloadOf({ credentials: CREDENTIALS }, host))['x-amz-credential']).toContain('/eu-south-1/')
  })

  test('the region is that of the option region, if it is given', async () => {
    const payload = await payloadOf({ credentials: CREDENTIALS, region: 'us-iso-east-1' })
    expect(payload['x-amz-credential']).toContain('/us-iso-east-1/')
  })

  test('a region that is not known is an error that names its possible sources', async () => {
    const error = await rejectionOf(payloadOf({ credentials: CREDENTIALS }, 'broker'))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', delivery: 'not-sent' })
    expect(error.message).toBe(
      'awsMskIam: no region: the host name broker has none, and neither AWS_REGION nor AWS_DEFAULT_REGION is set; give the region option'
    )
    vi.stubEnv('AWS_REGION', 'us/east')
    expect((await rejectionOf(payloadOf({ credentials: CREDENTIALS }, 'broker'))).message).toContain('is not the name of a region')
  })
})

describe('credentials', () => {
  test('AWS credentials of the environment are read at each exchange', async () => {
    const mechanism = awsMskIam()
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'FIRST')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    vi.stubEnv('AWS_SESSION_TOKEN', '')
    const first = await say(mechanism.authenticate(saslContext({ host: HOST })))
    expect(first).toContain('"x-amz-credential":"FIRST/')
    expect(first).not.toContain('x-amz-security-token')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'SECOND')
    vi.stubEnv('AWS_SESSION_TOKEN', 'token')
    const second = await say(mechanism.authenticate(saslContext({ host: HOST })))
    expect(second).toContain('"x-amz-credential":"SECOND/')
    expect(second).toContain('"x-amz-security-token":"token"')
  })

  test('AWS credentials that are missing in the environment are an error that names the variables', async () => {
    const error = await rejectionOf(payloadOf())
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', retriable: false })
    expect(error.message).toBe('awsMskIam: no credentials: give the credentials option, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'canary')
    expect((await rejectionOf(payloadOf())).message).toMatch(/or set AWS_SECRET_ACCESS_KEY$/)
  })

  test('AWS credentials of a function are read at each exchange, and its other properties are ignored', async () => {
    let asked = 0
    const credentials = async () => ({ ...CREDENTIALS, accessKeyId: `KEY${++asked}`, accountId: '123456789012' })
    const mechanism = awsMskIam({ credentials })
    for (const key of ['KEY1/', 'KEY2/']) expect(await say(mechanism.authenticate(saslContext({ host: HOST })))).toContain(key)
  })

  test('a credentials function that fails is a retriable error', async () => {
    const cause = new Error('no role')
    const error = await rejectionOf(payloadOf({ credentials: () => Promise.reject(cause) }))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true, cause })
    expect(error.message).toBe('AWS_MSK_IAM: the credentials function of your options failed: no role')
  })

  test('wrong results of a credentials function are refused without showing their values', async () => {
    const given = { accessKeyId: '', secretAccessKey: 7, sessionToken: '', expiration: 'canary' }
    const error = await rejectionOf(payloadOf({ credentials: () => given as never }))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false })
    expect(error.message).toBe(
      'AWS_MSK_IAM: the credentials function of your options did not return credentials: accessKeyId must be text, without a slash; ' +
        'secretAccessKey must be text; sessionToken must be text; expiration must be a Date'
    )
    const timeless = () => ({ ...CREDENTIALS, expiration: new Date(Number.NaN) })
    expect((await rejectionOf(payloadOf({ credentials: timeless }))).message).toContain('expiration must be a Date')
    expect((await rejectionOf(payloadOf({ credentials: () => undefined as never }))).message).toContain('must be an object with')
  })

  test('expired AWS credentials are not sent', async () => {
    const expiration = new Date(Date.now())
    const lasting = await rejectionOf(payloadOf({ credentials: { ...CREDENTIALS, expiration } }))
    expect(lasting).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false })
    expect(lasting.message).toContain('the credentials expired at 2024-02-29T23:59:59.999Z: give a function that returns new ones')
    const passing = await rejectionOf(payloadOf({ credentials: () => ({ ...CREDENTIALS, expiration }) }))
    expect(passing).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true })
    const sent = await payloadOf({ credentials: { ...CREDENTIALS, expiration: new Date(Date.now() + 1) } })
    expect(sent['x-amz-expires']).toBe('900')
  })
})

describe('options', () => {
  test('awsMskIam names all wrong options in one error', () => {
    const given = { region: 'us/east', credentials: { accessKeyId: 'a/canary' }, userAgent: 7 } as never
    expect(failureOf(() => awsMskIam(given)).message).toBe(
      'awsMskIam: region must be text such as us-east-1, not a string; userAgent must be a string, not 7; ' +
        'accessKeyId must be text, without a slash; secretAccessKey must be text'
    )
    expect(() => awsMskIam({ regoin: 'x' } as never)).toThrow('regoin is not an option: there are region, credentials, userAgent')
    expect(() => awsMskIam(null as never)).toThrow('awsMskIam: options must be an object, not null')
    expect(() => awsMskIam({ credentials: null } as never)).toThrow('credentials must be an object with accessKeyId and secretAccessKey')
  })
})

describe('a secret', () => {
  const secretAccessKey = 'canary'
  const dump = (value: unknown): string => inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value)

  test('the AWS secret key does not show in the mechanism, its messages or its errors', async () => {
    const mechanism = awsMskIam({ credentials: { accessKeyId: 'AKID', secretAccessKey } })
    const exchange = mechanism.authenticate(saslContext({ host: HOST }))
    const payload = await say(exchange)
    const error = await rejectionOf(say(exchange, 'refused'))
    const token = { accessKeyId: 'AKID', secretAccessKey, sessionToken: 'canary', expiration: new Date(0) }
    const expired = await rejectionOf(payloadOf({ credentials: token }))
    expect(payload + dump(mechanism) + dump(exchange) + dump(error) + dump(expired)).not.toContain('canary')
  })
})
