import { closeSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import {
  ATTRIBUTES,
  BASE_OFFSET,
  CRC,
  LAST_OFFSET_DELTA,
  LENGTH,
  LOG_OVERHEAD,
  MAGIC,
  MAX_TIMESTAMP,
  PARTITION_LEADER_EPOCH,
  RECORDS
} from '../../records/batch-offsets.ts'
import type { BatchPosition, PartitionLog } from '../storage/partition-log.ts'
import { isSystemError } from './data-dir-error.ts'

/** What was found in a file with records. */
export interface LoadedFile {
  /** The bytes of the file that are batches. */
  readonly bytes: number
  /** The bytes after them, which were not completely written. They are cut off. */
  readonly tornBytes: number
  /** The batches that were written after the state. */
  readonly later: readonly Uint8Array[]
}

interface PlacedBatch extends BatchPosition {
  readonly at: number
  readonly endsAt: number
}

// As much as a segment of a log in memory has.
const CHUNK_BYTES = 4_194_304
// A small log has room for about as much again, so that one fetch returns old and new records.
const SMALL_CHUNK_BYTES = 8_192
const NEWEST_MAGIC = 2

/**
 * Reads a file into an empty log. The first `savedBytes` of it were complete when the state was
 * written: a batch that is wrong there is damage, and `damaged` makes the error. A batch that is
 * wrong after them was torn by the end of the process.
 */
export function loadLog(path: string, log: PartitionLog, savedBytes: number, damaged: (why: string) => Error): LoadedFile {
  const file = openIfThere(path)
  if (file === undefined) {
    if (savedBytes > 0) throw damaged('it is missing')
    return { bytes: 0, tornBytes: 0, later: [] }
  }
  try {
    const { size } = fstatSync(file)
    if (size < savedBytes) throw damaged(`it has ${size} bytes, and ${savedBytes} were written`)
    const later: Uint8Array[] = []
    let position = 0
    let chunkBytes = CHUNK_BYTES
    while (position < size) {
      const { bytes, length } = readChunk(file, position, Math.min(chunkBytes, size - position))
      const { batches, wantedBytes } = batchesIn(bytes, length, log.endOffset)
      if (batches.length > 0) log.adopt(bytes, batches)
      for (const { at, endsAt } of batches) if (position + at >= savedBytes) later.push(bytes.subarray(at, endsAt))
      const read = batches.at(-1)?.endsAt ?? 0
      position += read
      const isTorn = wantedBytes === undefined || position + wantedBytes > size
      if (position < size && isTorn) {
        if (position < savedBytes) throw damaged(`the batch at byte ${position} is not what was written`)
        truncateSync(path, position)
        return { bytes: position, tornBytes: size - position, later }
      }
      chunkBytes = Math.max(CHUNK_BYTES, wantedBytes ?? 0)
    }
    return { bytes: position, tornBytes: 0, later }
  } finally {
    closeSync(file)
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

function readChunk(file: number, position: number, length: number): { readonly bytes: Buffer; readonly length: number } {
  const bytes = Buffer.allocUnsafeSlow(length > SMALL_CHUNK_BYTES ? length : 2 * length)
  let read = 0
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read)
    if (more === 0) break
    read += more
  }
  return { bytes, length: read }
}

/**
 * The complete batches from the start on. `wantedBytes` is the size of the next batch, of which the
 * rest is missing here; undefined if the next bytes are no batch.
 */
function batchesIn(bytes: Buffer, end: number, endOffset: number): { batches: PlacedBatch[]; wantedBytes: number | undefined } {
  const batches: PlacedBatch[] = []
  let at = 0
  let nextOffset = endOffset
  for (;;) {
    if (end - at < RECORDS) return { batches, wantedBytes: RECORDS }
    const length = bytes.readInt32BE(at + LENGTH) + LOG_OVERHEAD
    if (length < RECORDS || bytes.readInt8(at + MAGIC) !== NEWEST_MAGIC) return { batches, wantedBytes: undefined }
    if (at + length > end) return { batches, wantedBytes: length }
    const baseOffset = Number(bytes.readBigInt64BE(at + BASE_OFFSET))
    const isIntact = crc32c(bytes, at + ATTRIBUTES, at + length) === bytes.readUInt32BE(at + CRC)
    if (!isIntact || baseOffset < nextOffset) return { batches, wantedBytes: undefined }
    const lastOffset = baseOffset + bytes.readInt32BE(at + LAST_OFFSET_DELTA)
    const place = { at, endsAt: at + length, baseOffset, lastOffset }
    batches.push({
      ...place,
      maxTimestamp: bytes.readBigInt64BE(at + MAX_TIMESTAMP),
      leaderEpoch: bytes.readInt32BE(at + PARTITION_LEADER_EPOCH)
    })
    at += length
    nextOffset = lastOffset + 1
  }
}
