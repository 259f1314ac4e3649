import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type Carry, type MemorySocket, memorySocketPair } from '../../../../src/testing/memory/memory-socket.ts'
import { turns } from '../../../support/process/gate.ts'

const MIB = 1_048_576

const inOrder: Carry = (parcel, arrive) => process.nextTick(() => arrive(parcel))
const pair = (): [client: MemorySocket, server: MemorySocket] => memorySocketPair(inOrder)

/** Notes what a stream says: its bytes as text, and its events. */
function listenTo(stream: Duplex): string[] {
  const heard: string[] = []
  stream.on('data', chunk => heard.push(String(chunk))).on('end', () => heard.push('end'))
  stream.on('error', (error: NodeJS.ErrnoException) => heard.push(`error ${error.code}`)).on('close', () => heard.push('close'))
  return heard
}

describe('a pair of sockets in memory', () => {
  test('bytes arrive at the other end in the order in which they were written, also those of corked writes', async () => {
    const [client, server] = pair()
    const heard = listenTo(server)
    client.write('a')
    client.cork()
    client.write('b')
    client.write('c')
    client.uncork()
    await turns(1)
    expect(heard.join('')).toBe('abc')
    server.write('back')
    const [answer] = await once(client, 'data')
    expect(String(answer)).toBe('back')
  })

  test('the memory of bytes belongs to the sender again when their write has called back', async () => {
    const [client, server] = pair()
    const received: Buffer[] = []
    server.on('data', chunk => received.push(chunk))
    for (const size of [1, 5_000]) {
      const bytes = Buffer.alloc(size, 'x')
      await new Promise(resolve => client.write(bytes, resolve))
      bytes.fill('y')
      await turns(1)
      expect(String(received.pop())).toBe('x'.repeat(size))
    }
  })

  test('a reader that pauses holds its writer back, and the writer drains when it reads', async () => {
    const [client, server] = pair()
    server.pause()
    expect(client.write(Buffer.alloc(2 * MIB))).toBe(false)
    client.write(Buffer.alloc(2 * MIB))
    await turns(10)
    expect(client.writableLength).toBe(4 * MIB)
    expect(server.readableLength).toBe(2 * MIB)
    let bytes = 0
    server.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    server.resume()
    await once(client, 'drain')
    await turns(1)
    expect([bytes, client.writableLength]).toEqual([4 * MIB, 0])
  })
})

describe('the end of a connection in memory', () => {
  test.each(['end', 'destroy'] as const)('%s ends the stream of the other side after its bytes, and both sides close', async how => {
    const [client, server] = pair()
    const [atClient, atServer] = [listenTo(client), listenTo(server)]
    client.write('last')
    client[how]()
    await turns(1)
    expect(atServer).toEqual(['last', 'end', 'close'])
    expect(atClient).toEqual(how === 'end' ? ['end', 'close'] : ['close'])
  })

  test('a reset is ECONNRESET at the other side, as soon as earlier bytes have arrived', async () => {
    const [client, server] = pair()
    const [atClient, atServer] = [listenTo(client), listenTo(server)]
    server.write('last')
    server.resetAndDestroy()
    server.resetAndDestroy()
    await turns(1)
    expect(atClient).toEqual(['last', 'error ECONNRESET', 'close'])
    expect(atServer).toEqual(['close'])
  })

  test('a write to an end that is gone is EPIPE, and bytes on their way to it are lost', async () => {
    const [client, server] = pair()
    const heard = listenTo(client).length === 0 ? [] : undefined
    client.pause() // so that it does not see the end
    client.on('error', error => heard?.push(error as never))
    server.destroy()
    const lost = await new Promise(resolve => client.write('lost', resolve))
    expect(lost ?? undefined).toBeUndefined()
    expect(await new Promise(resolve => client.write('refused', resolve))).toMatchObject({ code: 'EPIPE', syscall: 'write' })
    expect(client.destroyed).toBe(true)
  })

  test('the callback of a write that waits is called when either side is destroyed', async () => {
    for (const end of ['client', 'server'] as const) {
      const [client, server] = pair()
      client.on('error', () => undefined)
      const written = new Promise(resolve => client.write(Buffer.alloc(2 * MIB), resolve))
      await turns(2)
      const gone = end === 'client' ? client : server
      gone.destroy()
      const error = await written
      if (end === 'client') expect(error).toMatchObject({ code: expect.stringMatching(/ECANCELED|ERR_STREAM_DESTROYED/) })
    }
  })
})

describe('the carrier of a connection in memory', () => {
  test('a carrier can split bytes, bring them late, and cut the connection', async () => {
    const cutAfterThree: Carry = (parcel, arrive) => {
      if (parcel.kind !== 'bytes') return inOrder(parcel, arrive)
      const { bytes, taken } = parcel
      setImmediate(() => {
        arrive({ kind: 'bytes', bytes: bytes.subarray(0, 1), taken: () => undefined })
        arrive({ kind: 'bytes', bytes: bytes.subarray(1, 3), taken })
        arrive({ kind: 'reset' })
      })
    }
    const [client, server] = memorySocketPair(cutAfterThree)
    const heard = listenTo(server)
    client.on('error', () => undefined).write('abcdef')
    await turns(3)
    expect(heard).toEqual(['a', 'bc', 'error ECONNRESET', 'close'])
  })
})
