/** A data point of a metric, as a test compares it. */
export interface ReadPoint {
  readonly name: string
  readonly kind: 'gauge' | 'sum' | 'histogram'
  /** 1 is delta, 2 is cumulative. Undefined for gauges. */
  readonly temporality: number | undefined
  readonly value: number | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly startNanos: bigint | undefined
}

interface Message {
  readonly [field: number]: readonly Value[]
}
type Value = bigint | Uint8Array

const KINDS: Readonly<Record<number, ReadPoint['kind']>> = { 5: 'gauge', 7: 'sum', 9: 'histogram' }

/** Reads `MetricsData` of OTLP: all data points, with the attributes of the resource beside them. */
export function readOtlp(bytes: Uint8Array): {
  readonly resource: Readonly<Record<string, string>>
  readonly points: readonly ReadPoint[]
} {
  if (bytes.length === 0) return { resource: {}, points: [] }
  const resourceMetrics = inner(read(bytes), 1)
  const points = messages(resourceMetrics, 2).flatMap(scope => messages(scope, 2).flatMap(pointsOf))
  return { resource: attributesOf(inner(resourceMetrics, 1), 1), points }
}

function pointsOf(metric: Message): ReadPoint[] {
  const [field = 0] = Object.keys(KINDS)
    .map(Number)
    .filter(number => metric[number] !== undefined)
  const kind = KINDS[field]
  if (kind === undefined) throw new Error('a metric without data')
  const data = inner(metric, field)
  const temporality = data[2]?.[0]
  return messages(data, 1).map(point => ({
    name: text(metric, 1),
    kind,
    temporality: temporality === undefined ? undefined : Number(temporality),
    value: kind === 'histogram' ? undefined : double(point[4]?.[0]),
    attributes: attributesOf(point, kind === 'histogram' ? 9 : 7),
    startNanos: point[2]?.[0] as bigint | undefined
  }))
}

function attributesOf(message: Message, field: number): Record<string, string> {
  return Object.fromEntries(messages(message, field).map(pair => [text(pair, 1), text(inner(pair, 2), 1)]))
}

// Reads one message: each field with all its values, 64 bits and varints as bigint.
function read(bytes: Uint8Array): Message {
  const buffer = Buffer.from(bytes)
  const fields: Record<number, Value[]> = {}
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(at++)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < buffer.length) {
    const tag = Number(varint())
    const values = (fields[tag >> 3] ??= [])
    if ((tag & 7) === 0) values.push(varint())
    else if ((tag & 7) === 1) {
      values.push(buffer.readBigUInt64LE(at))
      at += 8
    } else {
      const length = Number(varint())
      values.push(buffer.subarray(at, at + length))
      at += length
    }
  }
  return fields
}

const messages = (message: Message, field: number): Message[] => (message[field] ?? []).map(value => read(value as Uint8Array))
const inner = (message: Message, field: number): Message => messages(message, field)[0] ?? {}
const text = (message: Message, field: number): string => Buffer.from((message[field]?.[0] ?? new Uint8Array()) as Uint8Array).toString()

function double(bits: Value | undefined): number {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(bits as bigint)
  return bytes.readDoubleLE()
}
