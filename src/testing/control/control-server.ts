import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { isKafkaError } from '../../errors.ts'
import { checkOptions, configurationError, type OptionRule } from '../../options.ts'
import { quoted } from '../../quote.ts'
import { messageOf } from '../../type-checks.ts'
import { isWaitTimeout } from '../helpers/wait-until.ts'
import { checkCall } from './check-call.ts'
import { ControlError, httpStatus, isControlError } from './control-error.ts'
import type { ControlRoute } from './control-route.ts'
import { findRoute } from './find-route.ts'

/** The options of `listenControl`. */
export interface ListenControlOptions {
  /** The port to listen on; 0 lets the system choose one. Default: 0. */
  readonly port?: number | undefined
}

/** The control of a testing cluster over HTTP. */
export interface ControlServer {
  /** The address, such as `http://127.0.0.1:9091`, without a slash at the end. */
  readonly url: string
  /** Stops listening, and closes all connections. */
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const MAX_PORT = 65_535
const MAX_BODY_BYTES = 16_777_216
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i
const RULES: Record<keyof ListenControlOptions, OptionRule> = {
  port: [`an integer from 0 to ${MAX_PORT}`, value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_PORT]
}

// Only a cluster with a control needs HTTP.
const nodeHttp = (): typeof import('node:http') => process.getBuiltinModule('node:http')

/** What is controlled, and the routes that do so. */
export interface Controlled<Target> {
  readonly target: Target
  readonly routes: readonly ControlRoute<Target>[]
}

/** Serves routes on loopback. Rejects with `KAFKA_CONFIGURATION`. */
export async function serveControl<Target>(controlled: Controlled<Target>, options: ListenControlOptions = {}): Promise<ControlServer> {
  checkOptions('listenControl', options, RULES)
  const { port = 0 } = options
  const server = nodeHttp().createServer((request, response) => void answer(controlled, request, response))
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw configurationError('listenControl', [`cannot listen on ${HOST}:${port}: ${String(cause)}`])
  }
  return { url: urlOf(server), close: () => closeServer(server) }
}

function urlOf(server: Server): string {
  const address = server.address()
  return `http://${HOST}:${typeof address === 'object' ? address?.port : address}`
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

async function answer<Target>(controlled: Controlled<Target>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const result = await carryOut(controlled, request, gone.signal)
    send(response, httpStatus.OK, result ?? {})
  } catch (error) {
    const headers = isControlError(error) ? error.headers : {}
    send(response, statusOf(error), { error: messageOf(error) }, headers)
  }
}

function statusOf(error: unknown): number {
  if (isControlError(error)) return error.status
  if (isWaitTimeout(error)) return httpStatus.REQUEST_TIMEOUT
  return isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_ENCODE') ? httpStatus.BAD_REQUEST : httpStatus.INTERNAL_SERVER_ERROR
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = Buffer.from(`${JSON.stringify(body, plainNumbers)}\n`)
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': bytes.length })
  response.end(bytes)
}

// JSON has no int64: numbers that a double cannot hold are texts.
function plainNumbers(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)
}

async function carryOut<Target>({ target, routes }: Controlled<Target>, request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const { method = '', url = '' } = request
  const bytes = await readBody(request)
  refuseForeign(request)
  const [path = '', query = ''] = url.split('?', 2)
  const found = findRoute(routes, method, path)
  const call = { path: found.path, query: queryOf(query), body: parsed(bytes) }
  return found.route.handle(target, { ...checkCall(found.route, call), signal })
}

function queryOf(text: string): Record<string, string> {
  const query = [...new URLSearchParams(text)]
  const twice = query.find(([name], index) => query.findIndex(([other]) => other === name) < index)
  if (twice !== undefined) throw new ControlError(httpStatus.BAD_REQUEST, `the query has ${quoted(twice[0])} more than once`)
  return Object.fromEntries(query)
}

// A page in a browser can reach loopback, by a name that leads to it (DNS rebinding) or by a form.
function refuseForeign({ headers: { host = '', origin } }: IncomingMessage): void {
  if (!LOOPBACK.test(host)) throw new ControlError(httpStatus.FORBIDDEN, `the header Host must name loopback, such as ${HOST}`)
  if (origin === undefined || LOOPBACK.test(origin.replace(/^https?:\/\//, ''))) return
  throw new ControlError(httpStatus.FORBIDDEN, 'the header Origin names a page that is not on loopback')
}

// The rest of a body that is too large is read and dropped: the client could not read the answer
// while it writes.
async function readBody(request: IncomingMessage): Promise<Buffer> {
  let chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) chunks = []
    else chunks.push(chunk)
  }
  if (length > MAX_BODY_BYTES)
    throw new ControlError(httpStatus.CONTENT_TOO_LARGE, `the body has ${length} bytes: the limit is ${MAX_BODY_BYTES}`)
  return Buffer.concat(chunks)
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(bytes.toString())
  } catch (error) {
    throw new ControlError(httpStatus.BAD_REQUEST, `the body is not JSON: ${messageOf(error)}`)
  }
}
