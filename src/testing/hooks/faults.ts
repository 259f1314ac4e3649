import { isRecord, LIMIT, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../../options.ts'

/**
 * When a fault happens: exactly one of the counts. Each connection counts from the moment at which
 * the fault is set.
 */
export type FaultTrigger =
  /** After this many bytes of answers were sent, even in the middle of an answer. */
  | { readonly bytes: number }
  /** After this many requests were answered. */
  | { readonly requests: number }
  /** After this many bytes of requests were received. */
  | { readonly receivedBytes: number }

/** A fault of connections, for `TestingBroker.fault`. */
export interface Fault {
  /** When the fault happens: after bytes or answers sent, or bytes received, on one connection. */
  readonly after: FaultTrigger
  /**
   * What happens. 'reset': the broker ends the connection by RST. 'close': it ends the connection
   * by FIN. 'silence': it keeps the connection open, but neither reads nor writes, like a stopped
   * process.
   */
  readonly do: 'reset' | 'close' | 'silence'
  /**
   * The number of connections that the fault hits: the first ones that reach the trigger. Default:
   * 1.
   */
  readonly times?: number | undefined
}

/** The traffic of a connection so far. */
export interface Traffic {
  bytes: number
  requests: number
  receivedBytes: number
}

/** A fault that was set, shared by all connections that it may hit. */
export interface ArmedFault {
  readonly fault: Fault
  timesLeft: number
}

const AMOUNT: OptionRule = ['an integer from 0 on', value => Number.isSafeInteger(value) && Number(value) >= 0]
const COUNTED: Record<keyof Traffic, OptionRule> = { bytes: AMOUNT, requests: AMOUNT, receivedBytes: AMOUNT }
const ACTIONS: readonly unknown[] = ['reset', 'close', 'silence'] satisfies readonly Fault['do'][]
const RULES: Record<keyof Fault, OptionRule | OptionRules> = {
  after: COUNTED,
  do: [`one of ${ACTIONS.join(', ')}`, value => ACTIONS.includes(value), 'required', 'name'],
  times: LIMIT
}

/** Checks a fault and sets it. Throws `KAFKA_CONFIGURATION`. */
export function armFault(fault: Fault): ArmedFault {
  const problems = optionProblems(fault, RULES)
  if (problems.length === 0 && triggersOf(fault.after).length !== 1) {
    problems.push(`after must have one of ${Object.keys(COUNTED).join(', ')}, not ${triggersOf(fault.after).length} of them`)
  }
  refuseIfAny('fault', problems)
  return { fault, timesLeft: fault.times ?? 1 }
}

/** What a fault counts, and the amount at which it happens. */
export function triggerOf({ after }: Fault): [kind: keyof Traffic, amount: number] {
  const [trigger = ['bytes', 0]] = triggersOf(after)
  return trigger
}

function triggersOf(after: unknown): [kind: keyof Traffic, amount: number][] {
  if (!isRecord(after)) return []
  return Object.entries(after).filter((entry): entry is [keyof Traffic, number] => entry[1] !== undefined)
}
