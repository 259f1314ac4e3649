import type { Duplex } from 'node:stream'
import { type Address, parseAddress } from '../conn/address.ts'
import type { ConnectionOptions } from '../index.ts'
import { BOOLEAN, isFunction, isRecord, type OptionRule, optionProblems, refuseIfAny } from '../options.ts'
import { isAbortSignal } from '../type-checks.ts'
import type { Finding } from './report.ts'

/** Finds the addresses of a name, in the order of the resolver. */
export type DoctorLookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** Opens a stream to one IP address of a host, in place of TCP. */
export type DoctorDial = (to: Address & { readonly address: string; readonly signal: AbortSignal }) => Duplex | Promise<Duplex>

/** Options of `diagnose`. An option that is `undefined` has its default. */
export interface DiagnoseOptions {
  /** One or more servers, as `'host:port'`. Required. */
  readonly bootstrap: string | readonly string[]
  /** TLS, as in the options of `connect`. Default: none. */
  readonly tls?: ConnectionOptions['tls']
  /** SASL, as in the options of `connect`. Default: none. */
  readonly sasl?: ConnectionOptions['sasl']
  /** The client id. Default `kafkawire-doctor`. */
  readonly clientId?: string | undefined
  /** A group whose coordinator is looked for. Default: none. */
  readonly group?: string | undefined
  /** Topics whose leaders and permissions are looked at. Default: none. */
  readonly topics?: readonly string[] | undefined
  /** Whether one record is written to the first of `topics` and read back. Default false. */
  readonly write?: boolean | undefined
  /** How long a connection is left without traffic, in milliseconds. Default: this is not tried. */
  readonly idleMs?: number | undefined
  /** How long each step may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** Ends the diagnosis, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** Is called with each finding at once. */
  readonly onFinding?: ((finding: Finding) => void) | undefined
  /** Takes the place of the resolver of the system. */
  readonly lookup?: DoctorLookup | undefined
  /** Takes the place of TCP. */
  readonly dial?: DoctorDial | undefined
}

/** The options of a diagnosis, checked and with all defaults. */
export interface ResolvedDiagnosis extends Omit<DiagnoseOptions, 'bootstrap'> {
  readonly servers: readonly Address[]
  readonly clientId: string
  readonly topics: readonly string[]
  readonly write: boolean
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const DEFAULT_TIMEOUT_MS = 5_000
const TEXT: OptionRule = ['text that is not empty', value => typeof value === 'string' && value !== '', 'optional', 'name']
const TIME: OptionRule = ['a finite number of milliseconds above 0', value => Number.isFinite(value) && Number(value) > 0]
const TEXTS = (value: unknown): boolean => Array.isArray(value) && value.every(each => typeof each === 'string' && each !== '')
const FUNCTION: OptionRule = ['a function', isFunction]
const RULES: Record<keyof DiagnoseOptions, OptionRule> = {
  bootstrap: ['an address, or an array of them', value => (typeof value === 'string' && value !== '') || TEXTS(value), 'required'],
  tls: [
    'true, false, an object or a function',
    value => typeof value === 'boolean' || isRecord(value) || isFunction(value),
    'optional',
    'secret'
  ],
  sasl: ['a mechanism of kafkawire/sasl, or an array of them', value => typeof value === 'object' && value !== null, 'optional', 'secret'],
  clientId: TEXT,
  group: TEXT,
  topics: ['an array of names', TEXTS],
  write: BOOLEAN,
  idleMs: TIME,
  timeoutMs: TIME,
  signal: ['an AbortSignal', isAbortSignal],
  onFinding: FUNCTION,
  lookup: FUNCTION,
  dial: FUNCTION
}

/** Checks the options. Throws `KAFKA_CONFIGURATION` with all problems. */
export function resolveDiagnosis(options: DiagnoseOptions): ResolvedDiagnosis {
  const problems = optionProblems(options, RULES)
  const { bootstrap, topics = [], write = false, ...given } = Object(options) as DiagnoseOptions
  const texts = [bootstrap].flat().flatMap(text => (typeof text === 'string' ? text.split(',') : []))
  const servers: Address[] = []
  for (const text of texts) {
    const address = parseAddress(text.trim())
    if (typeof address === 'string') problems.push(`bootstrap ${address}`)
    else servers.push(address)
  }
  if (problems.length === 0 && servers.length === 0) problems.push('bootstrap has no server address in it')
  if (write && topics.length === 0) problems.push('write needs a topic in topics')
  refuseIfAny('diagnose', problems)
  return {
    ...given,
    servers,
    clientId: given.clientId ?? 'kafkawire-doctor',
    topics,
    write,
    timeoutMs: given.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: given.signal ?? new AbortController().signal
  }
}
