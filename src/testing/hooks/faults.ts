import { isRecord, LIMIT, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../../options.ts'

/** When a fault strikes, counted on each connection from the moment the fault is set. */
export type FaultTrigger =
  /** Once so many bytes of answers are out, be it in the middle of one. */
  | { readonly bytes: number }
  /** Once so many requests are answered. */
  | { readonly requests: number }
  /** Once so many bytes of requests have come. */
  | { readonly receivedBytes: number }

/** What a broker is to do to its clients. */
export interface Fault {
  readonly after: FaultTrigger
  /** End the connection by RST or by FIN, or leave it open and neither read nor write any more, as a stopped process does. */
  readonly do: 'reset' | 'close' | 'silence'
  /** How many connections it strikes: the first to get that far. One, unless given. */
  readonly times?: number | undefined
}

/** What has passed over a connection. */
export interface Traffic {
  bytes: number
  requests: number
  receivedBytes: number
}

/** A fault that was set, shared by all connections that it may strike. */
export interface ArmedFault {
  readonly fault: Fault
  timesLeft: number
}

const AMOUNT: OptionRule = ['an integer from 0 on', value => Number.isSafeInteger(value) && Number(value) >= 0]
const COUNTED: Record<keyof Traffic, OptionRule> = { bytes: AMOUNT, requests: AMOUNT, receivedBytes: AMOUNT }
const ACTIONS: readonly unknown[] = ['reset', 'close', 'silence'] satisfies readonly Fault['do'][]
const RULES: Record<keyof Fault, OptionRule | OptionRules> = {
  after: COUNTED,
  do: [`one of ${ACTIONS.join(', ')}`, value => ACTIONS.includes(value), 'required'],
  times: LIMIT
}

/** Checks a fault and arms it. Throws `KAFKA_CONFIGURATION`. */
export function armFault(fault: Fault): ArmedFault {
  const problems = optionProblems(fault, RULES)
  if (problems.length === 0 && triggersOf(fault.after).length !== 1) {
    problems.push(`after must count one of ${Object.keys(COUNTED).join(', ')}, not ${triggersOf(fault.after).length} of them`)
  }
  refuseIfAny('fault', problems)
  return { fault, timesLeft: fault.times ?? 1 }
}

/** What a fault counts, and up to which amount. */
export function triggerOf({ after }: Fault): [kind: keyof Traffic, amount: number] {
  const [trigger = ['bytes', 0]] = triggersOf(after)
  return trigger
}

function triggersOf(after: unknown): [kind: keyof Traffic, amount: number][] {
  if (!isRecord(after)) return []
  return Object.entries(after).filter((entry): entry is [keyof Traffic, number] => entry[1] !== undefined)
}
