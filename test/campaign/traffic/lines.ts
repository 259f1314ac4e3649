import { isKafkaError, type RequestTrace } from 'kafkawire'
import { codesIn } from '../checks/delivery/codes-in.ts'
import type { DriverEvent } from './events.ts'
import type { Attempt, Receipt, Traffic } from './traffic.ts'

/** Something that happened at a time. */
export interface Note {
  readonly atMs: number
  readonly text: string
}

const TIME_CHARS = 9
const MAX_TEXT_CHARS = 200

/**
 * The traffic of a run, a line for each event, in the order of time:
 * `>` the driver takes a request, `<` it has the answer or gives up, `|` a broker receives or
 * answers, `*` everything else. `c3` is the third connection of the driver.
 */
export function linesOf(traffic: Traffic, notes: readonly Note[]): string[] {
  const connections = new Map<unknown, string>()
  const nameOf = (broker: unknown): string => {
    const name = connections.get(broker) ?? `c${connections.size + 1}`
    connections.set(broker, name)
    return name
  }
  const all = [
    ...notes.map(({ atMs, text }) => ({ atMs, text: `* ${text}` })),
    ...traffic.attempts.flatMap(attempt => ofDriver(attempt, nameOf)),
    ...traffic.receipts.flatMap(receipt => ofBroker(receipt, traffic)),
    ...traffic.events.all.map(event => ({ atMs: event.atMs, text: `* ${textOf(event, nameOf)}` }))
  ]
  return all.sort((a, b) => a.atMs - b.atMs).map(({ atMs, text }) => `${atMs.toFixed(1).padStart(TIME_CHARS)} ${text}`)
}

function ofDriver({ trace, atMs, endedMs, nodeId }: Attempt, nameOf: (broker: unknown) => string): Note[] {
  const what = `broker ${nodeId} ${nameOf(trace.broker)} ${trace.api} v${trace.apiVersion} #${trace.correlationId}`
  const taken = { atMs, text: `> ${what}, ${trace.requestBytes} bytes` }
  return endedMs === undefined ? [taken] : [taken, { atMs: endedMs, text: `< ${what}, ${outcomeOf(trace)}` }]
}

function outcomeOf({ error, responseBytes }: RequestTrace): string {
  if (error === undefined) return responseBytes === undefined ? 'written' : `${responseBytes} bytes`
  return isKafkaError(error) ? `${error.code} ${error.delivery}` : `failed: ${short(String(error))}`
}

function ofBroker(receipt: Receipt, traffic: Traffic): Note[] {
  const { atMs, api, request } = receipt
  const what = `broker ${request.nodeId} ${api} v${request.header.apiVersion} #${request.header.correlationId}`
  const answer = traffic.answerTo(receipt)
  const received = { atMs, text: `| ${what} received` }
  if (answer === undefined) return [received]
  const codes = [...new Set(codesIn(answer.response))]
  return [received, { atMs: answer.atMs, text: `| ${what} answered${codes.length > 0 ? `, codes ${codes.join(', ')}` : ''}` }]
}

function textOf({ channel, event }: DriverEvent, nameOf: (broker: unknown) => string): string {
  const { event: name, broker, reason, error, cause, nodeId, lane } = event
  const { host, port } = Object(broker) as { readonly host?: string; readonly port?: number }
  const isConnection = channel === 'kafkawire:connection'
  const parts = [
    channel.replace('kafkawire:', ''),
    String(name),
    ...(isConnection ? [nameOf(broker)] : []),
    ...(broker === undefined ? [] : [`${host}:${port}`]),
    ...(nodeId === undefined ? [] : [`broker ${String(nodeId)}`]),
    ...(lane === undefined ? [] : [String(lane)]),
    ...(reason === undefined ? [] : [String(reason)]),
    ...[error, cause].flatMap(each => (each === undefined ? [] : [short(String(each))]))
  ]
  return parts.join(' ')
}

const short = (text: string): string => (text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}…` : text)
