import assert from 'node:assert/strict'
import { readBatches } from 'kafkawire/records'
import { takeTurns } from '../support/turns.mjs'
import { someValues, writeBatch } from './batches.mjs'
import { result } from './comparison.mjs'

// The tables of TypeScript alone reach 3.5, and the WebAssembly code 9.
const GOAL = 7
const CRC_START = 21
const POLYNOMIAL = 0x82f63b78

/**
 * CRC-32C of a batch of 1 MiB, compared with a loop over a table of 256 entries, as most clients
 * have it.
 */
export async function measureChecksums(turns) {
  const bytes = writeBatch(someValues(1000, 1024))
  const [batch] = readBatches(bytes)
  assert.equal(batch.crc, byteTableCrc(bytes, CRC_START))
  const contestants = { kafkawire: () => assert.ok(isRight(bytes)), 'byte table': () => byteTableCrc(bytes, CRC_START) }
  const rates = await takeTurns(contestants, turns)
  const ratios = rates.kafkawire.map((rate, round) => rate / rates['byte table'][round])
  return [result('CRC-32C, relative to a loop with a table of bytes', GOAL, ratios, rates, { unit: 'MB/s', each: bytes.length / 1e6 })]
}

// Each new batch object computes its checksum.
function isRight(bytes) {
  const [batch] = readBatches(bytes)
  return batch.crcValid
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  return crc
})

/** CRC-32C of the bytes from `start` on, with a loop over a table of 256 entries. */
export function byteTableCrc(bytes, start) {
  let crc = -1
  for (let at = start; at < bytes.length; at++) crc = table[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}
