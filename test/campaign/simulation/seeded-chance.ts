import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'
import { Random } from '../../support/vectors/random.ts'

type Callback = (error: Error | null, result?: Buffer) => void

let random = new Random(0)

/**
 * Begins the random numbers of the process again, with this seed. Two runs of one seed do the same
 * in the same order. Keys of TLS stay random: they change the bytes of its records, but not their
 * number.
 */
export function seedChance(seed: number): void {
  random = new Random(seed)
}

const bytes = (length: number): Buffer => random.bytes(length)
const between = (min: number, max?: number): number => (max === undefined ? random.below(min) : min + random.below(max - min))

// This module is loaded before the driver, which keeps some of these functions. Work that Node does
// in other threads is done at once, because threads end in any order.
Object.assign(Math, { random: () => random.uint32() / 2 ** 32 })
Object.assign(crypto, {
  randomBytes: bytes,
  randomUUID: () => uuidOf(bytes(16)),
  randomInt: between,
  pbkdf2: atOnce(crypto.pbkdf2Sync)
})
Object.assign(zlib, {
  gzip: atOnce(zlib.gzipSync),
  gunzip: atOnce(zlib.gunzipSync),
  ...zstdAtOnce({ ...zlib })
})
syncBuiltinESMExports()

// Older versions of Node have no zstd.
function zstdAtOnce(all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = ['zstdCompress', 'zstdDecompress'].filter(name => typeof all[`${name}Sync`] === 'function')
  return Object.fromEntries(names.map(name => [name, atOnce(all[`${name}Sync`] as (...given: never[]) => Buffer)]))
}

// The same work without a thread. Its callback comes in a later turn, as Node's does.
function atOnce(work: (...given: never[]) => Buffer): (...given: unknown[]) => void {
  return (...given) => {
    const callback = given.pop() as Callback
    let settle: () => void
    try {
      const result = work(...(given as never[]))
      settle = () => callback(null, result)
    } catch (error) {
      settle = () => callback(error as Error)
    }
    process.nextTick(settle)
  }
}

const VERSION_4 = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/

const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(VERSION_4, '$1-$2-4$3-8$4-$5')
