import { Writable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { Outbox } from '../../../../src/conn/pipeline/outbox.ts'
import { PendingRequest } from '../../../../src/conn/requests/pending-request.ts'
import { RequestEncoder } from '../../../../src/conn/requests/request-encoder.ts'
import { Metadata, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'

const nothing = (): void => undefined

/** A socket whose kernel takes each write only when the test says so. */
function slowSocket(highWaterMark: number) {
  const writes: Buffer[] = []
  let take: () => void = nothing
  const socket = new Writable({
    highWaterMark,
    writev(chunks, done) {
      writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)))
      take = done
    }
  })
  return { socket: socket as never, writes, take: () => take() }
}

function requests() {
  const encoder = new RequestEncoder('me')
  const pending = (api: typeof Metadata | typeof Produce, version: number) => new PendingRequest(api, version, undefined, nothing, nothing)
  return {
    small: () => {
      const request = pending(Metadata, 0)
      encoder.encode(request, Metadata, { topics: [] })
      return request
    },
    large: (bytes: number) => {
      const request = pending(Produce, 3)
      const partitionData = [{ index: 0, records: Buffer.alloc(bytes, 1) }]
      encoder.encode(request, Produce, { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData }] })
      return request
    }
  }
}

const SMALL_BYTES = 20

describe('the outbox', () => {
  test('the outbox writes neighbours of a turn as one piece, in order', () => {
    const { socket, writes } = slowSocket(1 << 20)
    const outbox = new Outbox(socket, nothing)
    const { small, large } = requests()
    const sizes = [small(), small(), large(10_000), small(), small()].map(request => {
      const { sizeBytes } = request
      outbox.add(request, false)
      return sizeBytes
    })
    expect(writes).toEqual([])
    expect(outbox.flush()).toBe(true)
    expect(writes).toHaveLength(1)
    const lengths: number[] = []
    const [written = Buffer.alloc(0)] = writes
    for (let at = 0; at < written.length; at += lengths.at(-1) ?? 0) lengths.push(written.readInt32BE(at) + 4)
    expect(lengths).toEqual(sizes)
  })

  test('the outbox releases the bytes of a request when they are gathered', () => {
    const outbox = new Outbox(slowSocket(1 << 20).socket, nothing)
    const { small, large } = requests()
    for (const request of [small(), large(10_000)]) {
      expect(request.hasBytes).toBe(true)
      outbox.add(request, false)
      expect(request.hasBytes).toBe(false)
    }
  })

  test('the outbox does not join requests with a gap between them', () => {
    const { socket, writes } = slowSocket(1 << 20)
    const outbox = new Outbox(socket, nothing)
    const { small } = requests()
    const [first, , third] = [small(), small(), small()]
    outbox.add(first, false)
    outbox.add(third, false)
    outbox.flush()
    expect(writes[0]).toHaveLength(2 * SMALL_BYTES)
    expect(writes[0]?.readInt32BE(SMALL_BYTES + 8)).toBe(2) // the correlation id of the third request
  })

  test('the outbox writes nothing if nothing was added', () => {
    const { socket, writes } = slowSocket(1 << 20)
    expect(new Outbox(socket, nothing).flush()).toBe(true)
    expect(writes).toEqual([])
  })

  test('the outbox says whether the socket is full, and how many bytes it holds', () => {
    const { socket, take } = slowSocket(1_000)
    const outbox = new Outbox(socket, nothing)
    const { large } = requests()
    const request = large(5_000)
    const { sizeBytes } = request
    outbox.add(request, false)
    expect(outbox.flush()).toBe(false)
    expect([outbox.isFull, outbox.bytes]).toEqual([true, sizeBytes])
    take()
    expect([outbox.bytes]).toEqual([0])
  })

  test('the outbox flushes at 1 MiB, and stops the caller if the socket takes no more', () => {
    const { socket, writes } = slowSocket(1_000)
    const outbox = new Outbox(socket, nothing)
    const { small, large } = requests()
    expect(outbox.add(small(), false)).toBe(true)
    expect(outbox.add(large(1 << 20), false)).toBe(false)
    expect(writes).toHaveLength(1)
  })

  test('the outbox reports posted requests when the kernel has their bytes, and not before', async () => {
    const { socket, take } = slowSocket(1 << 20)
    const onWritten = vi.fn<(posted: readonly PendingRequest[]) => void>()
    const outbox = new Outbox(socket, onWritten)
    const { small } = requests()
    const [first, sent, second] = [small(), small(), small()]
    outbox.add(first, true)
    outbox.add(sent, false)
    outbox.add(second, true)
    outbox.flush()
    await new Promise(resolve => setImmediate(resolve))
    expect(onWritten).not.toHaveBeenCalled()
    take()
    await new Promise(resolve => setImmediate(resolve))
    expect(onWritten).toHaveBeenCalledExactlyOnceWith([first, second])
  })
})
