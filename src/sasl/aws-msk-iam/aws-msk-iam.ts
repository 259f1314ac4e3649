import { isKafkaError, KafkaError } from '../../errors.ts'
import { isRecord, type OptionRules, optionProblems, refuseIfAny, STRING } from '../../options.ts'
import { VERSION } from '../../version.ts'
import { refuse, textOf } from '../credentials.ts'
import type { SaslMechanism } from '../mechanism.ts'
import { parseObject } from '../parse-object.ts'
import { type AwsCredentialSource, awsCredentialProblems, readAwsCredentials } from './aws-msk-iam-credentials.ts'
import { findRegion, isRegion } from './aws-msk-iam-region.ts'
import { EMPTY_PAYLOAD_HASH, presign, type SigV4Credentials, type SigV4Scope, timestamp } from './sig-v4.ts'

/** The options of `awsMskIam`. All may be left out if the environment has credentials. */
export interface AwsMskIamOptions {
  /**
   * The AWS region of the cluster, such as `us-east-1`. Default: the region in the broker's host
   * name, else the environment's `AWS_REGION` or `AWS_DEFAULT_REGION`.
   */
  readonly region?: string | undefined
  /**
   * The AWS credentials, or a function that is called at each authentication, such as a provider of
   * AWS's SDK. Default: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is set,
   * `AWS_SESSION_TOKEN` of the environment.
   */
  readonly credentials?: AwsCredentialSource | undefined
  /** The name of this client in the cluster's logs. Default: `kafkawire/` and the version. */
  readonly userAgent?: string | undefined
}

const NAME = 'AWS_MSK_IAM'
const PAYLOAD_VERSION = '2020_10_22'
const SERVICE = 'kafka-cluster'
const EXPIRES_SECONDS = 900 // for how long the broker accepts the signature; the session lasts longer
const MAX_ANSWER_BYTES = 65_536
const RULES: OptionRules = {
  region: ['text such as us-east-1', isRegion],
  credentials: ['an object with accessKeyId and secretAccessKey, or a function that returns one', isSource, 'optional', 'secret'],
  userAgent: STRING
}

/**
 * The mechanism AWS_MSK_IAM, for Amazon MSK with IAM access control: an AWS identity, proved by a
 * signed request to connect. The secret key is never sent. Throws `KAFKA_CONFIGURATION` if an
 * option is wrong.
 */
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
  const problems = optionProblems(options, RULES)
  const credentials: unknown = Object(options).credentials
  if (isRecord(credentials)) problems.push(...awsCredentialProblems(credentials))
  refuseIfAny('awsMskIam', problems)
}

function isSource(value: unknown): boolean {
  return typeof value === 'function' || isRecord(value)
}

// The query of a signed HTTP request, as JSON. Nothing else of the request is sent.
function signedPayload(host: string, userAgent: string, by: SigV4Credentials, scope: SigV4Scope): Record<string, string> {
  const query = { Action: 'kafka-cluster:Connect' }
  const request = { method: 'GET', path: '/', query, headers: { host }, payloadHash: EMPTY_PAYLOAD_HASH }
  const signed = Object.entries(presign(request, by, scope, EXPIRES_SECONDS)).map(([name, value]) => [name.toLowerCase(), value])
  return { version: PAYLOAD_VERSION, host, 'user-agent': userAgent, ...Object.fromEntries(signed) }
}

// The broker says "access denied", whatever the reason is.
function explainRefusal(refusal: unknown, host: string, { region, atMs }: SigV4Scope): unknown {
  if (!isKafkaError(refusal, 'KAFKA_AUTHENTICATION')) return refusal
  const { message, errorCode, retriable, broker } = refusal
  const signed = `The request was signed for ${host} in ${region} at ${timestamp(atMs)}`
  const text = `${message} ${signed}: check the region, this machine's clock, and that a policy allows kafka-cluster:Connect.`
  return new KafkaError('KAFKA_AUTHENTICATION', text, { mechanism: NAME, errorCode, retriable, broker, cause: refusal })
}

// The answer of a success has a version and the id of the request, for AWS's support.
function checkAnswer(answer: Uint8Array): void {
  const { length } = answer
  const { version, 'request-id': requestId } = length <= MAX_ANSWER_BYTES ? (parseObject(textOf(answer)) ?? {}) : {}
  if (version === PAYLOAD_VERSION && typeof requestId === 'string') return
  throw refuse(
    NAME,
    `the broker's answer of ${length} bytes is not JSON with version ${PAYLOAD_VERSION} and a request-id: is this a broker of MSK?`
  )
}
