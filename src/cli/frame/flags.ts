import { parseArgs } from 'node:util'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'

/** One flag of a command. */
export interface Flag {
  /** The name of its value in the help, such as `HOST:PORT`. Undefined: the flag has no value. */
  readonly value?: string | undefined
  /** What the flag does, in one or two short sentences. */
  readonly help: string
  readonly isRepeatable?: boolean | undefined
  readonly short?: string | undefined
}

/** The flags of a command by name, without the dashes, in the order of the help. */
export type Flags = Readonly<Record<string, Flag>>

/** What is allowed beside flags: how many arguments, and what they are called. */
export interface Arguments {
  readonly name: string
  readonly min: number
  readonly max: number
  /** Whether a negative number is an argument, and not a flag. */
  readonly hasNegatives?: boolean | undefined
}

type Value = string | boolean | readonly (string | boolean)[] | undefined

/**
 * The flags and arguments that were given. Each method throws an `Error` for a flag that the
 * command does not have, and a `CommandError` for a value that does not fit.
 */
export class Given {
  readonly command: string
  /** What stands beside the flags, in order. */
  readonly arguments: readonly string[]
  readonly #flags: Flags
  readonly #values: Readonly<Record<string, Value>>

  constructor(command: string, flags: Flags, values: Readonly<Record<string, Value>>, positionals: readonly string[]) {
    this.command = command
    this.arguments = positionals
    this.#flags = flags
    this.#values = values
  }

  /** Whether a flag without a value was given. */
  is(name: string): boolean {
    return this.#value(name) === true
  }

  /** Whether a flag was given, with or without a value. */
  has(name: string): boolean {
    return this.#value(name) !== undefined
  }

  /** The value of a flag. An empty one is an error. */
  text(name: string): string | undefined {
    const value = this.#value(name)
    if (typeof value !== 'string') return undefined
    if (value === '') throw this.refuse(`--${name} must not be empty`)
    return value
  }

  /** All values of a flag that may be repeated. */
  texts(name: string): readonly string[] {
    const value = this.#value(name)
    return Array.isArray(value) ? value.map(String) : []
  }

  /** The value of a flag as one of some words. */
  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.text(name)
    const found = words.find(word => word.toLowerCase() === text?.toLowerCase())
    if (text !== undefined && found === undefined) throw this.refuse(`--${name} must be one of ${words.join(', ')}, not "${text}"`)
    return found
  }

  /** The value of a flag as a whole number within limits. */
  integer(name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!/^-?\d+$/.test(text) || value < min || value > max)
      throw this.refuse(`--${name} must be an integer from ${min} to ${max}, not "${text}"`)
    return value
  }

  /** The value of a flag in milliseconds: a number with the unit ms, s, m or h. */
  durationMs(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
    const value = Number(digits) * (UNITS_MS[unit] ?? Number.NaN)
    if (!(value > 0)) throw this.refuse(`--${name} must be a time above 0 with its unit, such as 500ms, 10s or 2m, not "${text}"`)
    return value
  }

  /** Refuses two flags that contradict each other. */
  excludes(name: string, ...others: readonly string[]): void {
    for (const other of others)
      if (this.has(name) && this.has(other)) throw this.refuse(`--${name} and --${other} exclude each other: leave one of them out`)
  }

  /** The error for a command line that is wrong. */
  refuse(problem: string): CommandError {
    return new CommandError(`${this.command}: ${problem}`)
  }

  #value(name: string): Value {
    if (!Object.hasOwn(this.#flags, name)) throw new Error(`the command ${this.command} has no flag ${name}`)
    return this.#values[name]
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads a command line. Throws a `CommandError` in one sentence if it is wrong. */
export function parseFlags(command: string, args: readonly string[], flags: Flags, allowed: Arguments | undefined): Given {
  const { values, positionals } = parse(command, args, flags, allowed)
  const given = new Given(command, flags, values, positionals)
  if (Object.hasOwn(flags, 'help') && given.is('help')) return given
  if (allowed !== undefined && positionals.length < allowed.min) throw given.refuse(`${allowed.name} is missing. ${seeHelp(command)}`)
  if (allowed !== undefined && positionals.length > allowed.max)
    throw given.refuse(`${positionals.length} arguments were given, and ${allowed.max} is the most (${allowed.name}). ${seeHelp(command)}`)
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.isRepeatable === true) continue
    const written = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)
    const times = written.filter(arg => arg === `--${name}` || arg.startsWith(`--${name}=`)).length
    if (times > 1 && flag.value !== undefined) throw given.refuse(`--${name} was given ${times} times, and can be given once`)
  }
  return given
}

const seeHelp = (command: string): string => `See kafkawire ${command} --help`

// No argument of a process has this character.
const ESCAPE = '\0'

// Node takes the -1 of `--shift-by -1` and of `errcode -1` for a flag.
function withNegatives(args: readonly string[], flags: Flags, allowed: Arguments | undefined): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const before = joined.at(-1) ?? ''
    const isValue =
      /^-\d/.test(arg) && !joined.includes('--') && Object.hasOwn(flags, before.slice(2)) && flags[before.slice(2)]?.value !== undefined
    if (isValue && before.startsWith('--')) joined[joined.length - 1] = `${before}=${arg}`
    else if (allowed?.hasNegatives === true && /^-\d+$/.test(arg)) joined.push(`${ESCAPE}${arg}`)
    else joined.push(arg)
  }
  return joined
}

interface Parsed {
  readonly values: Readonly<Record<string, Value>>
  readonly positionals: readonly string[]
}

function parse(command: string, args: readonly string[], flags: Flags, allowed: Arguments | undefined): Parsed {
  const options = Object.entries(flags).map(([name, { value, short, isRepeatable }]) => {
    const type: 'string' | 'boolean' = value === undefined ? 'boolean' : 'string'
    return [name, { type, multiple: isRepeatable === true, ...(short === undefined ? {} : { short }) }] as const
  })
  try {
    const { values, positionals } = parseArgs({
      args: withNegatives(args, flags, allowed),
      options: Object.fromEntries(options),
      allowPositionals: allowed !== undefined
    })
    return { values: values as Record<string, Value>, positionals: positionals.map(text => text.replace(ESCAPE, '')) }
  } catch (error) {
    throw new CommandError(`${command}: ${problemIn(messageOf(error), flags)}. ${seeHelp(command)}`)
  }
}

// Node's text shows the value of an argument that is in the wrong place. It may be a password.
function problemIn(message: string, flags: Flags): string {
  const [, unknown] = /^Unknown option '--?([^'=]*)/.exec(message) ?? []
  if (unknown !== undefined && /^(?:password|sasl-password)$/.test(unknown))
    return 'a password is never taken from the command line: set KAFKAWIRE_PASSWORD, or type it when it is asked for'
  const near = unknown === undefined ? undefined : Object.keys(flags).find(name => isNear(name, unknown))
  const hint = near === undefined ? '' : `, do you mean --${near}?`
  return `${message
    .replace(/^(Unknown option '[^'=]*)[^']*'/, "$1'")
    .replace(/^(Unexpected argument ')[^']*'/, "$1…'")
    .replaceAll(/\s+/g, ' ')
    .replace(/\.? (?:To specify|Did you forget|This command does not).*$/, '')
    .replace(/^[A-Z]/, first => first.toLowerCase())}${hint}`
}

const isNear = (name: string, written: string): boolean =>
  written.length > 2 &&
  (name.startsWith(written) || written.startsWith(name) || name.replaceAll('-', '') === written.replaceAll(/[-_]/g, ''))
