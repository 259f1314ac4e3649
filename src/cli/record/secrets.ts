import {
  AlterConfigs,
  AlterUserScramCredentials,
  CreateDelegationToken,
  CreateTopics,
  DescribeConfigs,
  DescribeDelegationToken,
  Envelope,
  ExpireDelegationToken,
  IncrementalAlterConfigs,
  RenewDelegationToken,
  SaslAuthenticate
} from '../../messages.ts'
import { isRecord } from '../../options.ts'
import { isMap } from '../../type-checks.ts'

/** What stands in the place of a secret. */
export const HIDDEN = '(secret)'

// Fields that hold secrets, by the key of the API.
const SECRET_FIELDS: ReadonlyMap<number, readonly string[]> = new Map([
  [SaslAuthenticate.key, ['authBytes']],
  [AlterUserScramCredentials.key, ['salt', 'saltedPassword']],
  [CreateDelegationToken.key, ['hmac']],
  [DescribeDelegationToken.key, ['hmac']],
  [ExpireDelegationToken.key, ['hmac']],
  [RenewDelegationToken.key, ['hmac']],
  [Envelope.key, ['requestData', 'requestPrincipal', 'responseData']]
])
const WITH_CONFIGS: readonly number[] = [AlterConfigs, CreateTopics, DescribeConfigs, IncrementalAlterConfigs].map(({ key }) => key)
const SECRET_CONFIG = /password|passphrase|secret|jaas|credential|token|keystore\.key|private|assertion/i

/** Whether the field of a struct holds a secret. */
export function isSecret(apiKey: number, struct: Readonly<Record<string, unknown>>, field: string): boolean {
  if (SECRET_FIELDS.get(apiKey)?.includes(field) === true) return true
  if (field !== 'value' || !WITH_CONFIGS.includes(apiKey)) return false
  const { name, isSensitive } = struct
  return isSensitive === true || (typeof name === 'string' && SECRET_CONFIG.test(name))
}

/** Whether even the number of bytes of a message says something about a secret. */
export const hidesSize = (apiKey: number): boolean => apiKey === SaslAuthenticate.key

/** A copy of a message without secrets. `show` may replace other fields. */
export function withoutSecrets(apiKey: number, value: unknown, show: (field: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each => withoutSecrets(apiKey, each, show))
  if (!isRecord(value) || ArrayBuffer.isView(value) || isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => {
      const isHidden = each !== null && isSecret(apiKey, value, field)
      return [field, isHidden ? HIDDEN : withoutSecrets(apiKey, show(field, each), show)]
    })
  )
}
