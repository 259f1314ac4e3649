import { configurationError } from '../../options.ts'
import { isDate } from '../../type-checks.ts'
import { callFor, refuse } from '../credentials.ts'
import type { SaslContext } from '../mechanism.ts'
import type { SigV4Credentials } from './sig-v4.ts'

/** An identity of AWS's, in the form in which its SDK's providers give it; whatever else it has is ignored. */
export interface AwsCredentials extends SigV4Credentials {
  /** Until when AWS honours them. Past it nothing is sent. */
  readonly expiration?: Date | undefined
}

/** Or a function that is asked at each authentication. It is told nothing, so that it may be a provider of AWS's SDK. */
export type AwsCredentialSource = AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>)

/** What makes no sense in credentials, without their values. */
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

/** The credentials of this authentication: those given, what a function gives now, or those of the environment. */
export async function readAwsCredentials(
  mechanism: string,
  given: AwsCredentialSource | undefined,
  context: SaslContext
): Promise<AwsCredentials> {
  if (given === undefined) return credentialsOfEnvironment()
  if (typeof given !== 'function') return refuseExpired(mechanism, given, false)
  const credentials = await callFor(mechanism, 'credentials', () => given(), context)
  const problems = awsCredentialProblems(credentials)
  if (problems.length > 0) throw refuse(mechanism, `its credentials function gave what are none: ${problems.join('; ')}`)
  return refuseExpired(mechanism, credentials, true)
}

// Read each time: they change in some runtimes.
function credentialsOfEnvironment(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const missing = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].filter(name => !process.env[name]).join(' and ')
    throw configurationError('awsMskIam', [`no credentials: give the credentials option, or set ${missing}`])
  }
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN || undefined }
}

// The broker would say no more than that access is denied. A function may give newer ones next time.
function refuseExpired(mechanism: string, credentials: AwsCredentials, retriable: boolean): AwsCredentials {
  const { expiration } = credentials
  if (expiration === undefined || expiration.getTime() > Date.now()) return credentials
  const advice = retriable ? 'does its credentials function renew them?' : 'give a function that renews them'
  throw refuse(mechanism, `the credentials expired at ${expiration.toISOString()}: ${advice}`, { retriable })
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isName = (value: unknown): boolean => isText(value) && !value.includes('/')
