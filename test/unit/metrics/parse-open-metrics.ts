/**
 * A metric that was parsed. The key of a sample is the text after the metric's name, with the
 * labels.
 */
export interface ParsedFamily {
  readonly type: string
  unit: string
  help: string
  readonly samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (\\S+)$`)
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  stateset: [''],
  summary: ['_count', '_sum'],
  histogram: ['_bucket', '_count', '_sum']
}

/** Parses OpenMetrics text 1.0. Throws if the text breaks a rule of the specification. */
export function parseOpenMetrics(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith('\n# EOF\n')) throw new Error('the text does not end with # EOF')
  const families = new Map<string, ParsedFamily>()
  let name = ''
  for (const line of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    const [, keyword, about = '', rest = ''] = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line) ?? []
    if (keyword === 'TYPE') families.set((name = begin(about, rest, families)), { type: rest, unit: '', help: '', samples: new Map() })
    else if (keyword !== undefined) describe(families.get(name), keyword, about === name, rest, line, name)
    else addSample(families.get(name), name, line)
  }
  for (const [each, family] of families) check(each, family)
  return families
}

function begin(name: string, type: string, families: ReadonlyMap<string, unknown>): string {
  if (!new RegExp(`^${NAME}$`).test(name)) throw new Error(`${name} is no name`)
  if (SUFFIXES[type] === undefined) throw new Error(`${type} is no type`)
  for (const other of families.keys()) if (other === name) throw new Error(`${name} comes twice`)
  return name
}

function describe(family: ParsedFamily | undefined, keyword: string, isOwn: boolean, rest: string, line: string, name: string): void {
  if (family === undefined || !isOwn || family.samples.size > 0) throw new Error(`misplaced: ${line}`)
  if (keyword === 'HELP') family.help = rest
  else family.unit = rest
  if (keyword === 'UNIT' && !name.endsWith(`_${rest}`)) throw new Error(`${name} does not end with its unit, ${rest}`)
}

function addSample(family: ParsedFamily | undefined, name: string, line: string): void {
  const [, full = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
  const suffix = full.slice(name.length)
  if (family === undefined || !full.startsWith(name) || !SUFFIXES[family.type]?.includes(suffix)) throw new Error(`misplaced: ${line}`)
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value)
  if (Number.isNaN(number)) throw new Error(`no number: ${line}`)
  const key = `${suffix}${labels}`
  if (family.samples.has(key)) throw new Error(`comes twice: ${line}`)
  family.samples.set(key, number)
}

function check(name: string, { type, help, samples }: ParsedFamily): void {
  if (help === '') throw new Error(`${name} has no help`)
  if (type === 'counter' && name.endsWith('_total')) throw new Error(`${name} has _total in its name`)
  for (const [key, value] of samples) {
    if (['counter', 'histogram', 'summary'].includes(type) && !(value >= 0)) throw new Error(`${name}${key} is below 0`)
    if (type === 'stateset' && (![0, 1].includes(value) || !key.includes(`${name}="`))) throw new Error(`${name}${key} is no state`)
  }
  if (type === 'histogram') checkBuckets(name, samples)
}

function checkBuckets(name: string, samples: ReadonlyMap<string, number>): void {
  const last = new Map<string, { le: number; value: number }>()
  for (const [key, value] of samples) {
    const [, labels = '', le = ''] = /^_bucket\{(.*),le="([^"]+)"\}$/.exec(key) ?? []
    if (le === '') continue
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
    const before = last.get(labels)
    if (before !== undefined && (before.le >= bound || before.value > value)) throw new Error(`${name}${key} is out of order`)
    last.set(labels, { le: bound, value })
  }
  for (const [labels, { le, value }] of last) {
    if (le !== Number.POSITIVE_INFINITY || samples.get(`_count{${labels}}`) !== value) throw new Error(`${name} lacks its last bucket`)
  }
}
