import { inMs } from '../../errors.ts'
import { quoted } from '../../quote.ts'
import type { FirstBytes } from '../probe/first-bytes.ts'
import type { Place } from '../probe/tcp-probe.ts'
import { beginTls, tlsOptions } from '../probe/tls-probe.ts'
import type { Problem } from '../report.ts'
import type { Means } from './means.ts'
import type { ServerState } from './server-state.ts'
import { StepFailed } from './step-failed.ts'
import { firstBytesOf, streamTo } from './stream-to.ts'
import { checkTls, ourCertificate } from './tls-step.ts'

const USE_TLS = 'On this machine: use TLS (--tls; in Java security.protocol=SSL or SASL_SSL), or the port of a listener without TLS.'
const OTHER_PORT = 'On this machine: use the port of a Kafka listener; on the broker, `listeners` in server.properties names them.'

/** Finds out what speaks at the address, with TLS if the options want it. */
export async function checkFirstBytes(state: ServerState, means: Means): Promise<void> {
  const { options, notebook } = means
  const { place, subject } = state
  if (place === undefined) return
  if (options.tls === undefined || options.tls === false) {
    const found = await firstBytesOf(await streamTo(place, means), means)
    state.firstBytes = await orTls(found, place, means)
    if (state.firstBytes.speaker !== 'kafka') throw failure(subject, state.firstBytes, options.timeoutMs)
    notebook.ok('first-bytes', subject, 'Kafka without TLS')
    return
  }
  const socket = await checkTls(state, place, means)
  state.firstBytes = await firstBytesOf(socket, means)
  if (state.firstBytes.speaker !== 'kafka') {
    // In TLS 1.3 the client has finished before the broker misses its certificate.
    const code = (state.firstBytes.error as NodeJS.ErrnoException | undefined)?.code ?? ''
    const isRefused = state.firstBytes.speaker === 'closed' && (state.tls?.asksForCertificate === true || /ALERT/.test(code))
    throw isRefused ? ourCertificate(subject, code) : failure(subject, state.firstBytes, options.timeoutMs, 'behind TLS ')
  }
  notebook.ok('first-bytes', subject, 'Kafka, inside TLS')
}

// A TLS listener may close without a word when it gets plaintext. A TLS hello shows it.
async function orTls(found: FirstBytes, place: Place, means: Means): Promise<FirstBytes> {
  if (found.speaker !== 'closed' && found.speaker !== 'silent') return found
  const result = await beginTls(await streamTo(place, means), place.host, await tlsOptions(undefined), means.options.timeoutMs)
  if ('socket' in result) result.socket.destroy()
  const speaksTls = 'socket' in result || /ALERT/.test(result.error.code ?? '')
  return speaksTls ? { ...found, speaker: 'tls' } : found
}

function failure(subject: string, { speaker, text }: FirstBytes, timeoutMs: number, where = ''): StepFailed {
  const fail = (shortly: string, problem: Problem): StepFailed => new StepFailed('first-bytes', `${where}${shortly}`, problem)
  const remedy = OTHER_PORT
  switch (speaker) {
    case 'tls':
      return fail('TLS, not plaintext', { cause: `${subject} speaks TLS, and this client speaks plaintext.`, remedy: USE_TLS })
    case 'http':
      return fail('HTTP, not Kafka', { cause: `${subject} is an HTTP server (${quoted(text ?? '')}), not a Kafka broker.`, remedy })
    case 'ssh':
      return fail('SSH, not Kafka', { cause: `${subject} is an SSH server, not a Kafka broker.`, remedy })
    case 'silent':
      return fail(`nothing within ${inMs(timeoutMs)}`, {
        cause: `${subject} accepts the connection and then sends nothing for ${inMs(timeoutMs)}.`,
        remedy:
          'On the broker: check whether it is overloaded or frozen. In the network: check that the load balancer or firewall has a broker behind it.'
      })
    case 'closed':
      return fail('closed without an answer', {
        cause: `${subject} closes the connection without an answer: it is no Kafka broker, or one older than 0.10.`,
        remedy
      })
    default:
      return fail('bytes that are not Kafka', {
        cause: `${subject} sends bytes that are not Kafka's protocol${text === undefined ? '' : ` (${quoted(text)})`}.`,
        remedy
      })
  }
}
