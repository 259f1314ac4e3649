import { configurationError } from '../../options.ts'
import { isDate } from '../../type-checks.ts'
import { callFunction, refuse } from '../credentials.ts'
import type { SaslContext } from '../mechanism.ts'
import { isText } from '../sasl-options.ts'
import type { SigV4Credentials } from './sig-v4.ts'

/**
 * The credentials of an AWS identity, as the providers of AWS's SDK return them. Other properties
 * are ignored.
 */
export interface AwsCredentials extends SigV4Credentials {
  /** The time at which temporary credentials expire. Expired credentials are not sent. */
  readonly expiration?: Date | undefined
}

/**
 * AWS credentials, or a function that returns them. The function is called at each authentication,
 * without arguments, so that it may be a provider of AWS's SDK.
 */
export type AwsCredentialSource = AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>)

/** The problems of AWS credentials. No value is shown. */
export function awsCredentialProblems(given: unknown): string[] {
  if (typeof given !== 'object' || given === null) return ['credentials must be an object with accessKeyId and secretAccessKey']
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = given as Record<string, unknown>
  const problems: string[] = []
  if (!isName(accessKeyId)) problems.push('accessKeyId must be text, without a slash')
  if (!isText(secretAccessKey)) problems.push('secretAccessKey must be text')
  if (sessionToken !== undefined && !isText(sessionToken)) problems.push('sessionToken must be text')
  const isPointInTime = isDate(expiration) && !Number.isNaN(expiration.getTime())
  if (expiration !== undefined && !isPointInTime) problems.push('expiration must be a Date')
  return problems
}

/**
 * The credentials of one authentication: those of the option, what its function returns, or those
 * of the environment. Rejects with `KAFKA_AUTHENTICATION` or `KAFKA_CONFIGURATION`.
 */
export async function readAwsCredentials(
  mechanism: string,
  given: AwsCredentialSource | undefined,
  context: SaslContext
): Promise<AwsCredentials> {
  if (given === undefined) return credentialsOfEnvironment()
  if (typeof given !== 'function') return refuseExpired(mechanism, given, false)
  const credentials = await callFunction(mechanism, 'credentials', () => given(), context)
  const problems = awsCredentialProblems(credentials)
  if (problems.length > 0)
    throw refuse(mechanism, `the credentials function of your options did not return credentials: ${problems.join('; ')}`)
  return refuseExpired(mechanism, credentials, true)
}

// Read at each authentication: some runtimes change the environment.
function credentialsOfEnvironment(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const missing = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].filter(name => !process.env[name]).join(' and ')
    throw configurationError('awsMskIam', [`no credentials: give the credentials option, or set ${missing}`])
  }
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN || undefined }
}

// The broker would only say "access denied". A function may return newer credentials next time.
function refuseExpired(mechanism: string, credentials: AwsCredentials, retriable: boolean): AwsCredentials {
  const { expiration } = credentials
  if (expiration === undefined || expiration.getTime() > Date.now()) return credentials
  const advice = retriable ? 'does the credentials function of your options renew them?' : 'give a function that returns new ones'
  throw refuse(mechanism, `the credentials expired at ${expiration.toISOString()}: ${advice}`, { retriable })
}

const isName = (value: unknown): boolean => isText(value) && !value.includes('/')
