import { KafkaError } from '../errors.ts'

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

/** Checks a fault and arms it. Throws `KAFKA_CONFIGURATION`. */
export function armFault(fault: Fault): ArmedFault {
  const [kind, amount] = triggerOf(fault)
  const problems: string[] = []
  if (!COUNTED.includes(kind)) problems.push(`after counts ${String(kind)}; expected one of ${COUNTED.join(', ')}`)
  if (!(typeof amount === 'number' && amount >= 0)) problems.push(`after.${String(kind)} is ${String(amount)}; expected 0 or more`)
  if (!ACTIONS.includes(fault.do)) problems.push(`do is ${String(fault.do)}; expected one of ${ACTIONS.join(', ')}`)
  const { times = 1 } = fault
  if (!(times > 0)) problems.push(`times is ${times}; expected a number above 0`)
  if (problems.length > 0) throw new KafkaError('KAFKA_CONFIGURATION', `fault: ${problems.join('; ')}`, { problems })
  return { fault, timesLeft: times }
}

/** What a fault counts, and up to which amount. */
export function triggerOf({ after }: Fault): [kind: keyof Traffic, amount: number] {
  const [entry = []] = Object.entries(after)
  return entry as [keyof Traffic, number]
}

const COUNTED: readonly string[] = ['bytes', 'requests', 'receivedBytes']
const ACTIONS: readonly string[] = ['reset', 'close', 'silence']
