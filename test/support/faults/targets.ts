import { apiByKey, decodeRequestHeader, decodeResponseHeader, decodeVersioned, payloads } from '../../../src/messages.ts'
import { codecOf, readVectors, type Vector } from '../vectors/vectors.ts'

/** Bytes that Kafka wrote, and the function of the driver that reads them. */
export interface Target {
  readonly label: string
  readonly bytes: Buffer
  decode(bytes: Uint8Array): unknown
  /** Encodes the decoded value again; only for bodies. */
  encode?(value: unknown): Uint8Array
}

/** The header and the body of every vector in these files, each once. */
export function readTargets(...files: readonly string[]): Target[] {
  const targets = new Map<string, Target>()
  for (const vectors of files.flatMap(file => [...readVectors(file)])) {
    for (const vector of vectors[1]) {
      for (const target of targetsOf(vectors[0], vector)) targets.set(`${target.label} ${target.bytes.toString('hex')}`, target)
    }
  }
  return [...targets.values()]
}

function targetsOf(name: string, vector: Vector): Target[] {
  const bytes = Buffer.from(vector.hex, 'hex')
  const targets: Target[] = []
  const header = headerDecoder(vector)
  if (header !== undefined)
    targets.push({ label: `header of ${name} v${vector.version}`, bytes: bytes.subarray(0, vector.bodyOffset), decode: header })
  if (vector.dir === 'header') return targets
  const codec = codecOf(name)
  const label = `${name} v${vector.version}`
  const { version } = vector
  targets.push({
    label,
    bytes: bytes.subarray(vector.bodyOffset),
    decode: body => codec.decode(version, body),
    encode: value => codec.encode(version, value)
  })
  const payload = payloads.find(each => each.name === name)
  if (payload !== undefined && vector.bodyOffset === 2) {
    targets.push({ label: `${label} behind its version`, bytes, decode: whole => decodeVersioned(payload, whole) })
  }
  return targets
}

function headerDecoder({ dir, key, version, headerVersion }: Vector): ((bytes: Uint8Array) => unknown) | undefined {
  if (headerVersion === undefined) return undefined
  if (dir === 'request') return decodeRequestHeader
  const api = apiByKey(key)
  return api === undefined ? undefined : bytes => decodeResponseHeader(api, version, bytes)
}
