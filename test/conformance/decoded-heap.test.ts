import { describe, expect, test } from 'vitest'
import { apis, payloads } from '../../src/messages.ts'
import { type ArrayPlace, arrayPlaces, crowdedMessage, FILLINGS, type Filling } from '../support/faults/adversaries.ts'
import { estimateBytes, retainedBytes } from '../support/process/heap.ts'
import { type Codec, codecOf } from '../support/vectors/vectors.ts'

const HEAP_PER_BYTE = 64
const HEAP_ALLOWANCE = 65_536
const SUSPECTS = Number(process.env['HEAP_SUSPECTS'] ?? 10)

// The number of elements, and how often the message is decoded: one small message takes too little
// memory to measure.
const SIZES = [
  [8, 200],
  [10_000, 2]
] as const

const SHARES = Array.from({ length: 16 }, (_, i) => 1 - i / 16)

/** A message built to take the most heap for its bytes. */
interface Suspect {
  readonly label: string
  readonly estimate: number
  readonly codec: Codec
  readonly version: number
  readonly place: ArrayPlace
  readonly filling: Filling
}

const names = [...apis.flatMap(({ name }) => [`${name}Request`, `${name}Response`]), ...payloads.map(({ name }) => name)]

// A frame of 100 MiB is allowed. What is decoded from it may be larger, but not without a bound.
describe('the heap of a decoded message', () => {
  const suspects = names.flatMap(name => suspectsOf(codecOf(name))).sort((a, b) => b.estimate - a.estimate)

  test('the search for the largest heap tries every array of every message version with the fewest bytes an element can have', () => {
    expect(suspects.length).toBeGreaterThan(300)
    expect(suspects[0]?.estimate).toBeGreaterThan(20)
  })

  test.each(suspects.slice(0, SUSPECTS).map(suspect => [suspect.label, suspect] as const))(
    '%s: a decoded message keeps less than 64 times its bytes, and 64 KiB',
    (_, suspect) => {
      for (const [elements, times] of SIZES) {
        check(suspect.codec, suspect.version, encodeCrowd(suspect, elements, 0), times)
        check(suspect.codec, suspect.version, mostTags(suspect, elements), times)
      }
    }
  )

  test.each([0, 1])(
    'a decoded message with as many unknown tagged fields of %i bytes as the reader accepts keeps less than 64 times its bytes, and 64 KiB',
    length => {
      const codec = codecOf('ApiVersionsRequest')
      const encode = (tags: number): Uint8Array =>
        codec.encode(4, { unknownTags: new Map(Array.from({ length: tags }, (_, i) => [i, Buffer.alloc(length)])) })
      let tags = 10_000
      while (!canDecode(codec, 4, encode(tags))) tags = Math.floor(tags * 0.97)
      expect(tags).toBeGreaterThan(40)
      check(codec, 4, encode(tags), 50)
    }
  )
})

/** The worst filling in the worst version of each array of the message. */
function suspectsOf(codec: Codec): Suspect[] {
  const worst = new Map<string, Suspect>()
  for (const version of codec.message.root.versions) {
    for (const place of arrayPlaces(codec.message, version)) {
      const path = place.path.map(field => field.name).join('.')
      for (const filling of FILLINGS) {
        const label = `${codec.name} v${version} ${path}, ${filling.name}`
        const bytes = codec.encode(version, crowdedMessage(codec.message, version, place, filling, 40))
        const estimate = estimateBytes(codec.decode(version, bytes)) / bytes.length
        if (estimate > (worst.get(path)?.estimate ?? 0)) worst.set(path, { label, estimate, codec, version, place, filling })
      }
    }
  }
  return [...worst.values()]
}

function encodeCrowd({ codec, version, place, filling }: Suspect, elements: number, tags: number): Uint8Array {
  return codec.encode(version, crowdedMessage(codec.message, version, place, filling, elements, tags))
}

/**
 * The message with an unknown tagged field in as many of its elements as the reader accepts, to
 * within a sixteenth of them.
 */
function mostTags(suspect: Suspect, elements: number): Uint8Array {
  for (const share of SHARES) {
    const bytes = encodeCrowd(suspect, elements, Math.floor(elements * share))
    if (canDecode(suspect.codec, suspect.version, bytes)) return bytes
  }
  return encodeCrowd(suspect, elements, 0)
}

function canDecode(codec: Codec, version: number, bytes: Uint8Array): boolean {
  try {
    codec.decode(version, bytes)
    return true
  } catch {
    return false
  }
}

function check(codec: Codec, version: number, bytes: Uint8Array, times: number): void {
  const retained = retainedBytes(times, () => codec.decode(version, bytes))
  expect(retained, `${bytes.length} bytes keep ${Math.round(retained)}`).toBeLessThan(bytes.length * HEAP_PER_BYTE + HEAP_ALLOWANCE)
}
