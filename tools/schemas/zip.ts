import { inflateRawSync } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_HEADER_BYTES = 30
const DEFLATED = 8

/**
 * Reads the entries of a zip file whose name `want` accepts, as text by name. The offsets are from
 * APPNOTE 6.3, section 4.3.
 */
export function readZip(zip: Buffer, want: (name: string) => boolean): Map<string, string> {
  const end = endOfDirectory(zip)
  const entries = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)
    if (want(name)) entries.set(name, readEntry(zip, at))
    at += ENTRY_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

function endOfDirectory(zip: Buffer): number {
  for (let at = zip.length - END_BYTES; at >= 0; at--) if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at
  throw new Error(`A file of ${zip.length} bytes is no zip file: it has no directory at its end. Check whether the download is complete.`)
}

function readEntry(zip: Buffer, entry: number): string {
  const header = zip.readUInt32LE(entry + 42)
  const start = header + LOCAL_HEADER_BYTES + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const data = zip.subarray(start, start + zip.readUInt32LE(entry + 20))
  return (zip.readUInt16LE(entry + 10) === DEFLATED ? inflateRawSync(data) : data).toString('utf8')
}
