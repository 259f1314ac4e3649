import type { Flags, Given } from '../frame/flags.ts'
import { findApi } from '../messages/find-api.ts'
import { type ErrorName, errorNames } from './error-names.ts'
import type { ProxyFault } from './proxy-faults.ts'

/** The flags that set faults. */
export const chaosFlags: Flags = {
  delay: { value: '[API:]TIME', help: 'requests wait this long before they go to the broker.', isRepeatable: true },
  throttle: { value: '[API:]TIME', help: 'answers ask the client to be quiet this long (KIP-219).', isRepeatable: true },
  refuse: { value: 'API:CODE', help: 'requests are answered with this error code, a name or a number.', isRepeatable: true },
  disconnect: { value: 'API', help: 'the connection is closed in place of an answer; all: of any API.', isRepeatable: true },
  'black-hole': {
    value: 'API',
    help: 'this request and all later ones of its connection get no answer; all: any API.',
    isRepeatable: true
  },
  corrupt: { value: 'API', help: 'one byte of the answer is wrong, with records one below a checksum; all: any API.', isRepeatable: true },
  topic: { value: 'NAME', help: 'strike only requests that name this topic' },
  group: { value: 'NAME', help: 'strike only requests that name this group' },
  client: { value: 'ID', help: 'strike only requests with this client id' },
  times: { value: 'N', help: 'strike this many requests or connections. Default: all' },
  probability: { value: 'P', help: 'strike this share of the requests, above 0 and up to 1. Default: 1' },
  seed: { value: 'N', help: 'the same seed strikes the same requests. Default: 1' },
  'reset-after': { value: 'BYTES', help: 'reset each connection after this many bytes of answers' },
  'close-after': { value: 'BYTES', help: 'close each connection after this many bytes of answers' },
  'silence-after': { value: 'BYTES', help: 'after this many bytes of answers each connection stays open, and no byte passes' },
  dribble: { value: 'BYTES', help: 'answers reach clients in pieces of this size, one each millisecond' },
  faults: { value: 'FILE', help: 'faults as JSON: one or a list, each as the control takes it' },
  control: { value: 'PORT', help: 'set and remove faults over HTTP and JSON on 127.0.0.1, while it runs. 0: any free port' }
}

const ALL = 'all'
const AFTER = { 'reset-after': 'reset', 'close-after': 'close', 'silence-after': 'silence' } as const
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const MAX_INT = Number.MAX_SAFE_INTEGER
const MAX_INT16 = 32_767

/** The faults that the flags set. Throws a `CommandError`. */
export function faultsOf(given: Given): readonly ProxyFault[] {
  const selection = selectionOf(given)
  const timed = (flag: 'delay' | 'throttle') =>
    given.texts(flag).map(text => {
      const { api, rest } = split(given, flag, text)
      const ms = timeOf(given, flag, rest)
      return { ...api, do: flag === 'delay' ? { delayMs: ms } : { throttleMs: ms } }
    })
  const named = (flag: string, action: 'disconnect' | 'blackhole' | 'corrupt') =>
    given.texts(flag).map(text => ({ ...apiOf(text), do: action }))
  const ofRequests = [
    ...[...timed('delay'), ...timed('throttle'), ...given.texts('refuse').map(text => refusalOf(given, text))],
    ...[...named('disconnect', 'disconnect'), ...named('black-hole', 'blackhole'), ...named('corrupt', 'corrupt')]
  ].map(fault => ({ ...fault, ...selection }))
  const ofConnections = connectionFaults(given)
  const lone = ['topic', 'group', 'client', 'probability', 'seed'].find(flag => given.has(flag))
  if (lone !== undefined && ofRequests.length === 0) throw given.refuse(`--${lone} needs a fault of requests, such as --delay`)
  if (given.has('times') && ofRequests.length + ofConnections.length === 0)
    throw given.refuse('--times needs a fault, such as --delay or --reset-after')
  return [...ofRequests, ...ofConnections]
}

/** How many bytes of an answer are sent at a time; undefined: as many as there are. */
export const dribbleOf = (given: Given): number | undefined => given.integer('dribble', { min: 1, max: MAX_INT })

function selectionOf(given: Given) {
  const [topic, group, clientId] = [given.text('topic'), given.text('group'), given.text('client')]
  const times = timesOf(given)
  const seed = given.integer('seed', { min: -MAX_INT, max: MAX_INT })
  const share = given.text('probability')
  const probability = share === undefined ? undefined : Number(share)
  if (probability !== undefined && !(probability > 0 && probability <= 1))
    throw given.refuse(`--probability must be a number above 0 and up to 1, not "${share}"`)
  const all = { topic, group, clientId, times, probability, seed }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

const timesOf = (given: Given): number | undefined => given.integer('times', { min: 1, max: MAX_INT })

function connectionFaults(given: Given): ProxyFault[] {
  return Object.entries(AFTER).flatMap(([flag, action]) => {
    const bytes = given.integer(flag, { min: 0, max: MAX_INT })
    return bytes === undefined ? [] : [{ after: { bytes }, do: action, times: timesOf(given) ?? Number.POSITIVE_INFINITY }]
  })
}

const apiOf = (name: string): { readonly api?: string } => (name === ALL ? {} : { api: findApi(name).name })

function split(given: Given, flag: string, text: string): { readonly api: { readonly api?: string }; readonly rest: string } {
  const at = text.indexOf(':')
  if (at === 0) throw given.refuse(`--${flag} ${text} has no API before the colon`)
  return at < 0 ? { api: {}, rest: text } : { api: apiOf(text.slice(0, at)), rest: text.slice(at + 1) }
}

function timeOf(given: Given, flag: string, text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const value = Number(digits) * (UNITS_MS[unit] ?? Number.NaN)
  if (!(value > 0)) throw given.refuse(`--${flag} must be a time above 0 with its unit, such as 500ms or Produce:2s, not "${text}"`)
  return value
}

function refusalOf(given: Given, text: string) {
  const { api, rest } = split(given, 'refuse', text)
  if (!text.includes(':')) throw given.refuse(`--refuse must be API:CODE, such as Produce:NOT_LEADER_OR_FOLLOWER, not "${text}"`)
  const isNumber = /^-?\d+$/.test(rest) && Number(rest) !== 0 && Math.abs(Number(rest)) <= MAX_INT16
  const error = isNumber ? Number(rest) : errorNames.find(name => name === rest.toUpperCase())
  if (error === undefined) throw given.refuse(`--refuse ${text}: there is no error code ${rest}. kafkawire errcode lists all of them`)
  return { ...api, do: { error: error as ErrorName | number } }
}
