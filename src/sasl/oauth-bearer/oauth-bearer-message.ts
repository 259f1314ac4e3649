import { givenIn, isRecord } from '../../options.ts'
import { quoted } from '../../quote.ts'
import { parseObject } from '../parse-object.ts'

const SEPARATOR = '\x01'

// RFC 7628, section 3.1. Kafka also demands at least one character in a value (KIP-342).
const KEY = /^[A-Za-z]+$/
const VALUE = /^[\x21-\x7e \t\r\n]+$/

/**
 * The client's first message (RFC 7628, section 3.1), with the extensions sorted by name (KIP-342).
 * The caller has checked all values.
 */
export function clientFirstMessage(token: string, authorizationId: string, extensions: Readonly<Record<string, string>>): Buffer {
  const identity = authorizationId === '' ? '' : `a=${authorizationId.replaceAll('=', '=3D').replaceAll(',', '=2C')}`
  const names = Object.keys(extensions).sort()
  const pairs = [`auth=Bearer ${token}`, ...names.map(name => `${name}=${extensions[name]}`)]
  return Buffer.from([`n,${identity},`, ...pairs, '', ''].join(SEPARATOR))
}

/** The problems of extensions, by their names. Values are not shown: they may be secrets. */
export function extensionProblems(extensions: unknown): string[] {
  if (extensions === undefined) return []
  if (!isRecord(extensions)) return ['extensions must be an object of names and text']
  return Object.entries(givenIn(extensions)).flatMap(([name, value]) => {
    const shown = `extension ${quoted(name, 100)}`
    if (!KEY.test(name)) return [`${shown} has a name with characters other than A to Z and a to z`]
    if (name === 'auth') return [`${shown} has a name that is reserved for the token itself`]
    const isText = typeof value === 'string' && VALUE.test(value)
    return isText ? [] : [`${shown} has a value that is not text of printable ASCII characters, spaces, tabs and line breaks`]
  })
}

/**
 * Describes a broker's error challenge (RFC 7628, section 3.2.2). The token is cut out of the text,
 * in case the broker sends it back.
 */
export function describeChallenge(challenge: string, token: string): string {
  const hide = (text: string): string => text.replaceAll(token, '(the token)')
  const said = parseObject(challenge)
  const parts = ['status', 'scope', 'openid-configuration'].flatMap(name => {
    const value = said?.[name]
    return typeof value === 'string' && value !== '' ? [`${name} ${quoted(hide(value))}`] : []
  })
  return parts.length > 0 ? parts.join(', ') : `${challenge.length} characters that begin with ${quoted(hide(challenge).slice(0, 200))}`
}
