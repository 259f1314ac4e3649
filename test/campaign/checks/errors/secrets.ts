import { createHmac, pbkdf2Sync } from 'node:crypto'
import { inspect } from 'node:util'
import { SaslAuthenticate } from 'kafkawire/messages'
import type { Traffic } from '../../traffic/traffic.ts'

// The hashes of SCRAM, with the number of bytes of their keys.
const HASHES = [
  ['sha256', 32],
  ['sha512', 64]
] as const
const ENCODINGS = ['utf8', 'hex', 'base64'] as const
const DEPTH = 6

/** Looks for secrets in whatever the driver hands out, as text and in its usual encodings. */
export function leaksOf(secrets: readonly Uint8Array[], outputs: Iterable<unknown>): string[] {
  const texts = secrets.flatMap(secret => ENCODINGS.map(encoding => Buffer.from(secret).toString(encoding)))
  const found = new Set<string>()
  for (const output of outputs) {
    const text = typeof output === 'string' ? output : inspect(output, { depth: DEPTH, maxArrayLength: null, maxStringLength: null })
    if (texts.some(secret => text.includes(secret))) found.add(`a secret is in an output: ${text}`)
  }
  return [...found]
}

/** A password, and what SCRAM made of it in the exchanges that the brokers saw. */
export function secretsOf(password: string, traffic: Pick<Traffic, 'receipts' | 'answerTo'>): Uint8Array[] {
  const salts = new Set<string>()
  for (const receipt of traffic.receipts) {
    if (receipt.api !== SaslAuthenticate.name) continue
    const answer = traffic.answerTo(receipt)?.response as { readonly authBytes?: Uint8Array } | undefined
    const [, salt, iterations] = /,s=([^,]+),i=(\d+)/.exec(Buffer.from(answer?.authBytes ?? []).toString()) ?? []
    if (salt !== undefined) salts.add(`${salt} ${iterations}`)
  }
  return [Buffer.from(password), ...[...salts].flatMap(each => keysOf(password, each))]
}

function keysOf(password: string, saltAndIterations: string): Buffer[] {
  const [salt = '', iterations] = saltAndIterations.split(' ')
  return HASHES.flatMap(([hash, bytes]) => {
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), bytes, hash)
    return [salted, ...['Client Key', 'Server Key'].map(name => createHmac(hash, salted).update(name).digest())]
  })
}
