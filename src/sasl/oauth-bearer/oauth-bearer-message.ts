import { givenIn } from '../../options.ts'
import { quoted } from '../../quote.ts'
import { isObject, parseObject } from './token-json.ts'

const SEPARATOR = '\x01'

// As RFC 7628, section 3.1, has them; Kafka demands at least one character of a value (KIP-342).
const KEY = /^[A-Za-z]+$/
const VALUE = /^[\x21-\x7e \t\r\n]+$/

/** The client's first message (RFC 7628, section 3.1), with extensions in the order of their names (KIP-342). All of it has been checked. */
export function clientFirstMessage(token: string, authorizationId: string, extensions: Readonly<Record<string, string>>): Buffer {
  const identity = authorizationId === '' ? '' : `a=${authorizationId.replaceAll('=', '=3D').replaceAll(',', '=2C')}`
  const names = Object.keys(extensions).sort()
  const pairs = [`auth=Bearer ${token}`, ...names.map(name => `${name}=${extensions[name]}`)]
  return Buffer.from([`n,${identity},`, ...pairs, '', ''].join(SEPARATOR))
}

/** Says of extensions what is wrong with them, by their names: values may be secrets. */
export function extensionProblems(extensions: unknown): string[] {
  if (extensions === undefined) return []
  if (!isObject(extensions)) return ['extensions must be an object of names and text']
  return Object.entries(givenIn(extensions)).flatMap(([name, value]) => {
    const shown = `extension ${quoted(name, 100)}`
    if (!KEY.test(name)) return [`${shown} has a name that is not made of the letters A to Z and a to z alone`]
    if (name === 'auth') return [`${shown} has the name under which the token itself travels`]
    const isText = typeof value === 'string' && VALUE.test(value)
    return isText ? [] : [`${shown} has a value that is not text of printable ASCII characters, spaces, tabs and line breaks`]
  })
}

/** What a broker said of a token in its error challenge (RFC 7628, section 3.2.2), in a sentence that never holds the token. */
export function describeChallenge(challenge: string, token: string): string {
  const hide = (text: string): string => text.replaceAll(token, '(the token)')
  const said = parseObject(challenge)
  const parts = ['status', 'scope', 'openid-configuration'].flatMap(name => {
    const value = said?.[name]
    return typeof value === 'string' && value !== '' ? [`${name} ${quoted(hide(value))}`] : []
  })
  return parts.length > 0 ? parts.join(', ') : `${challenge.length} characters that begin with ${quoted(hide(challenge).slice(0, 200))}`
}
