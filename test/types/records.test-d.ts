import {
  type AsyncCodec,
  type BatchBuilder,
  type BatchFields,
  type BuilderOptions,
  batchBuilder,
  type Codec,
  type Compression,
  controlType,
  type KafkaRecord,
  murmur2,
  partitionForKey,
  type RecordBatch,
  type RecordInput,
  readBatches,
  registerCodec,
  rewriteBatch
} from 'kafkawire/records'
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'

// Reading takes null, which a Fetch response may have. Both ways of reading give the same type of
// records.
for (const batch of readBatches(null, { topic: 'orders', abortedTransactions: null })) {
  expectAssignable<RecordBatch>(batch)
  expectType<bigint>(batch.lastOffset)
  expectType<Compression | null>(batch.compression)
  expectType<IterableIterator<KafkaRecord>>(batch.records())
  expectType<Promise<IterableIterator<KafkaRecord>>>(batch.recordsAsync())
  expectType<Uint8Array>(rewriteBatch(batch, { producerId: 1n, producerEpoch: 0, baseSequence: 0 }))
  for (const record of batch.records()) {
    expectType<Uint8Array | null>(record.key)
    expectType<readonly (readonly [name: string, value: Uint8Array | null])[]>(record.headers)
    expectType<string | null>(record.text())
    expectType<string | null>(record.keyText())
    expectType<KafkaRecord>(record.copy())
    expectAssignable<RecordInput>(record) // a record that was read can be written
    expectAssignable<string>(controlType(record))
  }
}
expectError(readBatches(undefined))

// Writing: a record must have a value, and int64 is bigint.
const builder = batchBuilder({ compression: 'zstd', level: 3, magic: 2 })
expectType<BatchBuilder>(builder)
expectType<boolean>(builder.append({ value: null }))
expectType<Uint8Array>(builder.build())
expectType<Promise<Uint8Array>>(builder.buildAsync({ baseOffset: 5n }))
expectNotAssignable<RecordInput>({ key: 'k' })
expectNotAssignable<RecordInput>({ value: 'v', timestamp: 5 })
expectNotAssignable<BuilderOptions>({ magic: 3 })
expectNotAssignable<BuilderOptions>({ compression: 'lzma' })
expectNotAssignable<BatchFields>({ baseOffset: 5 })
expectNotAssignable<BatchFields>({ timestampType: 'NoTimestampType' })

// A codec has both functions, synchronous or asynchronous; their parameters need no type
// annotations.
expectType<void>(registerCodec('lz4', { compress: bytes => bytes, decompress: (bytes, { maxBytes }) => bytes.subarray(0, maxBytes) }))
expectType<void>(
  registerCodec('zstd', { compressAsync: async (bytes, { level }) => bytes.subarray(level), decompressAsync: async bytes => bytes })
)
expectNotAssignable<Codec>({ compress: (bytes: Uint8Array) => bytes })
expectNotAssignable<AsyncCodec>({ compressAsync: (bytes: Uint8Array) => bytes, decompressAsync: (bytes: Uint8Array) => bytes })
expectError(registerCodec('none', { compress: (bytes: Uint8Array) => bytes, decompress: (bytes: Uint8Array) => bytes }))

expectType<number>(murmur2(new Uint8Array()))
expectType<number>(partitionForKey('key', 12))
expectError(partitionForKey(null, 12))
