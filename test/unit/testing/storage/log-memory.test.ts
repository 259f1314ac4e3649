import { expect, test, vi } from 'vitest'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { collectGarbage } from '../../../support/process/heap.ts'

const LOG_BYTES = 32 * 1_048_576
const HEADER_BYTES = 61 // of a batch
const MOST_RATIO = 1.5 // it is 1.1 to 1.25

test.each([
  ['of 1 KiB, each in a batch of its own,', 1_024, 1],
  ['of 1 KiB, 100 in a batch,', 1_024, 100],
  ['of 100 bytes, 1,000 in a batch,', 100, 1_000]
])(
  'a log with records %s takes little more memory than its bytes',
  async (_, recordBytes, recordsInBatch) => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const value = Buffer.alloc(recordBytes, 1)
    const batch = Array.from({ length: recordsInBatch }, () => ({ value }))
    const batchBytes = HEADER_BYTES + recordsInBatch * recordBytes
    const before = liveBytes()

    for (let written = 0; written < LOG_BYTES; written += batchBytes) kafka.produce('orders', batch)

    // V8 gives buffers back in a thread of its own, which may be late on a busy machine.
    await vi.waitFor(() => expect((liveBytes() - before) / LOG_BYTES).toBeLessThan(MOST_RATIO), { timeout: 30_000, interval: 100 })
  },
  60_000
)

function liveBytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
