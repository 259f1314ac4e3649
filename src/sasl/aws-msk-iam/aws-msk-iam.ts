import { isKafkaError, KafkaError } from '../../errors.ts'
import { configurationError } from '../../options.ts'
import { VERSION } from '../../version.ts'
import { checkCredentials, refuse, textOf } from '../credentials.ts'
import type { SaslMechanism } from '../mechanism.ts'
import { type AwsCredentialSource, awsCredentialProblems, readAwsCredentials } from './aws-msk-iam-credentials.ts'
import { findRegion, isRegion } from './aws-msk-iam-region.ts'
import { EMPTY_PAYLOAD_HASH, presign, type SigV4Credentials, type SigV4Scope, timestamp } from './sig-v4.ts'

/** All may be left out where the environment has them. */
export interface AwsMskIamOptions {
  /** That of the cluster, such as `us-east-1`. Default: as the broker's name tells, else `AWS_REGION` or `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined
  /** Or a function, such as a provider of AWS's SDK, that is asked at every authentication. Default: `AWS_ACCESS_KEY_ID` and so on. */
  readonly credentials?: AwsCredentialSource | undefined
  /** By which the cluster's logs know this client. */
  readonly userAgent?: string | undefined
}

const NAME = 'AWS_MSK_IAM'
const PAYLOAD_VERSION = '2020_10_22'
const SERVICE = 'kafka-cluster'
const EXPIRES_SECONDS = 900 // how long the broker may take to look at it; the session lives longer
const LONGEST_ANSWER_BYTES = 65_536

/** AWS_MSK_IAM: an identity of AWS's, proved by a signed request to connect. The secret key is never sent. Throws `KAFKA_CONFIGURATION`. */
export function awsMskIam(options: AwsMskIamOptions = {}): SaslMechanism {
  checkOptions(options)
  const { region, credentials, userAgent = `kafkawire/${VERSION}` } = options
  return {
    name: NAME,
    async *authenticate(context) {
      const { host } = context
      const signer = await readAwsCredentials(NAME, credentials, context)
      const scope = { region: region ?? findRegion(host), service: SERVICE, atMs: Date.now() }
      let answer: Uint8Array
      try {
        answer = yield Buffer.from(JSON.stringify(signedPayload(host, userAgent, signer, scope)))
      } catch (refusal) {
        throw explainRefusal(refusal, host, scope)
      }
      checkAnswer(answer)
    }
  }
}

function checkOptions(options: AwsMskIamOptions): void {
  if (typeof options !== 'object' || options === null) throw configurationError('awsMskIam', ['takes an object, or nothing'])
  checkCredentials('awsMskIam', options, [], ['region', 'credentials', 'userAgent'])
  const { region, credentials, userAgent } = options
  const problems: string[] = []
  if (region !== undefined && !isRegion(region)) problems.push('region must be text such as us-east-1')
  if (credentials !== undefined && typeof credentials !== 'function') problems.push(...awsCredentialProblems(credentials))
  if (userAgent !== undefined && typeof userAgent !== 'string') problems.push('userAgent must be text')
  if (problems.length > 0) throw configurationError('awsMskIam', problems)
}

// A request as if by HTTP, of which only the query is sent, as JSON.
function signedPayload(host: string, userAgent: string, by: SigV4Credentials, scope: SigV4Scope): Record<string, string> {
  const query = { Action: 'kafka-cluster:Connect' }
  const request = { method: 'GET', path: '/', query, headers: { host }, payloadHash: EMPTY_PAYLOAD_HASH }
  const signed = Object.entries(presign(request, by, scope, EXPIRES_SECONDS)).map(([name, value]) => [name.toLowerCase(), value])
  return { version: PAYLOAD_VERSION, host, 'user-agent': userAgent, ...Object.fromEntries(signed) }
}

// The broker says no more than that access is denied, whatever the reason.
function explainRefusal(refusal: unknown, host: string, { region, atMs }: SigV4Scope): unknown {
  if (!isKafkaError(refusal, 'KAFKA_AUTHENTICATION')) return refusal
  const { message, errorCode, retriable, broker } = refusal
  const signed = `The request was signed for ${host} in ${region} at ${timestamp(atMs)}`
  const text = `${message} ${signed}: check the region, this machine's clock, and that a policy allows kafka-cluster:Connect.`
  return new KafkaError('KAFKA_AUTHENTICATION', text, { mechanism: NAME, errorCode, retriable, broker, cause: refusal })
}

// A success has a version and the id of the request, for AWS's support.
function checkAnswer(answer: Uint8Array): void {
  const { length } = answer
  const { version, 'request-id': requestId } = length <= LONGEST_ANSWER_BYTES ? readObject(textOf(answer)) : {}
  if (version === PAYLOAD_VERSION && typeof requestId === 'string') return
  throw refuse(NAME, `the broker's answer of ${length} bytes is not JSON with version ${PAYLOAD_VERSION} and a request-id: is it of MSK?`)
}

function readObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
