import { KafkaError } from '../errors.ts'

/** How much a connection may ask of the server. `Infinity` switches a limit off. */
export interface AcceptOptions {
  /** Bytes of the largest request, without its length; a longer one closes the connection. Default 104,857,600, Kafka's `socket.request.max.bytes`. */
  readonly maxFrameBytes?: number | undefined
  /** Requests that are with the handler or wait for an earlier answer; at this number no more is read. Default 100. Kafka itself takes 1. */
  readonly maxInFlight?: number | undefined
  /** Bytes of answers that the client has not taken; above this number no further request is begun. Default 1,048,576. */
  readonly maxWriteBufferBytes?: number | undefined
}

/** The options with their defaults. */
export type AcceptLimits = { readonly [K in keyof AcceptOptions]-?: number }

const DEFAULTS: AcceptLimits = { maxFrameBytes: 104_857_600, maxInFlight: 100, maxWriteBufferBytes: 1_048_576 }

/** Fills in the defaults; throws `KAFKA_CONFIGURATION`, which names all problems at once. */
export function resolveAcceptOptions(options: AcceptOptions): AcceptLimits {
  const problems: string[] = []
  const limits = { ...DEFAULTS }
  for (const [name, value] of Object.entries(options)) {
    if (!isLimit(name)) problems.push(`${name} is not an option; there are ${Object.keys(DEFAULTS).join(', ')}`)
    else if (value !== undefined && !(typeof value === 'number' && value > 0))
      problems.push(`${name} is ${String(value)}; expected a number above 0`)
    else if (value !== undefined) limits[name] = value
  }
  if (problems.length > 0) throw new KafkaError('KAFKA_CONFIGURATION', `accept: ${problems.join('; ')}`, { problems, delivery: 'not-sent' })
  return limits
}

const isLimit = (name: string): name is keyof AcceptLimits => Object.hasOwn(DEFAULTS, name)
