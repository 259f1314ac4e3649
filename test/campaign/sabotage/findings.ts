/** What the campaign found of one deliberate fault. */
export interface Finding {
  readonly name: string
  /** The number of schedules until it was found, or in all. */
  readonly schedules: number
  readonly tookMs: number
  /** The seed of the schedule, and the first promise that it broke. Undefined: it was not found. */
  readonly seed?: number
  readonly violation?: string
}

const MAX_VIOLATION_CHARS = 160

/** One line about a finding. */
export function lineOf({ name, schedules, tookMs, seed, violation }: Finding): string {
  const seconds = Math.round(tookMs / 1_000)
  if (violation === undefined) return `${name}: not found in ${schedules} schedules, ${seconds} s`
  return `${name}: found after ${schedules} schedules, ${seconds} s, by seed ${seed}: ${shortened(violation)}`
}

/** A table of all findings, and how many were found. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map(({ name, schedules, tookMs, seed, violation }) => {
    const cells = [
      name,
      violation === undefined ? '—' : String(schedules),
      String(seed ?? '—'),
      String(Math.round(tookMs / 1_000)),
      shortened(violation ?? 'not found')
    ]
    return `| ${cells.join(' | ')} |`
  })
  const found = findings.filter(({ violation }) => violation !== undefined).length
  return [
    '| fault | schedules | seed | seconds | found by |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `found: ${found} of ${findings.length}`
  ].join('\n')
}

function shortened(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > MAX_VIOLATION_CHARS ? `${line.slice(0, MAX_VIOLATION_CHARS)}…` : line
}
