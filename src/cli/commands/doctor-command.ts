import { type Diagnosis, type DoctorStep, diagnose, type Finding } from '../../doctor/index.ts'
import { inMs } from '../../errors.ts'
import { readConnectionSettings } from '../connection/connection-settings.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { counted } from '../frame/counted.ts'
import type { Output, Style } from '../frame/output.ts'

const MAX_TIMEOUT_MS = 5_000

/** `kafkawire doctor`: what is wrong between this machine and a cluster. */
export const command: Command = {
  name: 'doctor',
  usage: '[HOST:PORT...]',
  description:
    'Says what is wrong between this machine and a cluster: names, TCP, what speaks there, TLS, versions, SASL, metadata, and every address that a broker advertises. The last two lines are the cause and what to change.',
  arguments: { name: 'HOST:PORT', min: 0, max: 100 },
  flags: {
    group: { value: 'NAME', help: 'also find the coordinator of this group' },
    topic: { value: 'NAME', help: 'also look at the leaders and permissions of this topic.', isRepeatable: true },
    write: { help: 'also write one record to --topic and read it back. The record stays in the topic' },
    idle: { value: 'TIME', help: 'also leave a connection without traffic for this time, such as 5m, and use it again' }
  },
  connects: true,
  examples: [
    'doctor localhost:9092',
    'doctor broker-1:9092 broker-2:9092 --topic orders --group billing',
    'doctor --config client.properties --topic orders --write --idle 5m',
    'doctor broker-1:9093 --tls --ca ca.pem --json | jq -r .cause'
  ],
  notes: `Exit codes: 0 if all is well (warnings too), otherwise the one of the first step that failed:
  11 dns  12 tcp  13 first-bytes  14 tls  15 api-versions  16 sasl  17 metadata  18 advertised
  19 coordinator  20 topic  21 authorization  22 write  23 idle`,
  run: runDoctor
}

const CODES: Readonly<Record<DoctorStep, number>> = {
  options: exitCodes.USAGE,
  dns: exitCodes.DNS,
  tcp: exitCodes.TCP,
  'first-bytes': exitCodes.FIRST_BYTES,
  tls: exitCodes.TLS,
  'api-versions': exitCodes.API_VERSIONS,
  sasl: exitCodes.SASL,
  metadata: exitCodes.METADATA,
  advertised: exitCodes.ADVERTISED,
  coordinator: exitCodes.COORDINATOR,
  topic: exitCodes.TOPIC,
  authorization: exitCodes.AUTHORIZATION,
  write: exitCodes.WRITE,
  idle: exitCodes.IDLE
}

async function runDoctor(run: Run): Promise<number> {
  const { given, output, signal } = run
  const topics = given.texts('topic')
  if (given.is('write') && topics.length === 0) throw given.refuse('--write needs --topic')
  const idleMs = given.durationMs('idle')
  const { servers, connection, timeoutMs, notes } = await readConnectionSettings(given, given.arguments)
  for (const note of notes) output.note(`kafkawire: ${note}`)
  const { tls, sasl, clientId } = connection
  const sheet = new Sheet(output)
  const diagnosis = await diagnose({
    bootstrap: servers.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    clientId,
    topics,
    signal,
    idleMs,
    write: given.is('write'),
    timeoutMs: given.has('timeout') ? timeoutMs : MAX_TIMEOUT_MS,
    group: given.text('group'),
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
    onFinding: finding => sheet.show(finding)
  })
  if (output.isJson) output.json(diagnosis)
  else sheet.end(diagnosis)
  return diagnosis.failedStep === undefined ? exitCodes.OK : CODES[diagnosis.failedStep]
}

const MARKS: Readonly<Record<Finding['status'], readonly [mark: string, style: Style]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['-', 'dim']
}
const STEP_COLUMN = 15

/** The findings for people: one line each, below the name of what they are about. */
class Sheet {
  readonly #output: Output
  #subject = ''

  constructor(output: Output) {
    this.#output = output
  }

  show({ status, step, subject, text, elapsedMs }: Finding): void {
    const output = this.#output
    if (output.isJson) return
    if (subject !== this.#subject && step !== 'advertised' && step !== 'options') output.line(output.styled('bold', subject))
    if (step === 'advertised' && !this.#subject.startsWith('broker')) output.line(output.styled('bold', 'advertised addresses'))
    if (step === 'options') output.line(output.styled('bold', `doctor ${subject}`))
    this.#subject = subject
    const [mark, style] = MARKS[status]
    const name = (step === 'advertised' ? subject : step.replace('-', ' ')).padEnd(STEP_COLUMN)
    const time = elapsedMs === undefined ? '' : output.styled('dim', `  ${shortTime(elapsedMs)}`)
    output.line(`  ${output.styled(style, mark)} ${name}${status === 'skipped' ? output.styled('dim', text) : text}${time}`)
  }

  end({ status, cause, remedy, elapsedMs, findings }: Diagnosis): void {
    const output = this.#output
    const count = (wanted: Finding['status']): number => findings.filter(finding => finding.status === wanted).length
    const [, style] = MARKS[status]
    output.line()
    output.line(
      output.styled(
        'dim',
        `${count('ok')} ok, ${counted(count('warning'), 'warning')}, ${count('failed')} failed, in ${shortTime(elapsedMs)}`
      )
    )
    output.line(`${output.styled(style, status === 'ok' ? 'All is well:' : 'Cause:')} ${cause}`)
    output.line(`${output.styled(style, 'Remedy:')} ${remedy}`)
  }
}

function shortTime(ms: number): string {
  if (ms >= 10_000) return `${Math.round(ms / 1_000)} s`
  return ms < 10 ? [ms.toFixed(1), 'ms'].join(' ') : inMs(ms)
}
