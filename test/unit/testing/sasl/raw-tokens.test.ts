import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import type { TestingCluster } from '../../../../src/testing/index.ts'
import { TokenGate } from '../../../../src/testing/sasl/token-gate.ts'
import { lengthPrefixed, requestFrame } from '../../../support/brokers/raw-client.ts'
import { ALL, alicePlain, NOTHING, start } from './logins.ts'

describe('raw tokens', () => {
  const handshake = requestFrame(SaslHandshake, 0, 7, { mechanism: 'PLAIN' })
  const all = [handshake, lengthPrefixed(alicePlain), requestFrame(Metadata, 8, 8, ALL)]

  test.each<[string, (bytes: Buffer) => readonly Buffer[]]>([
    ['at once', bytes => [bytes]],
    ['byte by byte', bytes => Array.from(bytes, byte => Buffer.of(byte))]
  ])('raw tokens can arrive together with the bytes before and after them, %s', async (_, cut) => {
    await using kafka = await start({ maxInFlight: 100 })
    using client = await connectBytes(kafka)
    for (const chunk of cut(Buffer.concat(all))) {
      client.write(chunk)
      await new Promise(resolve => setImmediate(resolve))
    }
    const length = (bytes: Buffer): number => bytes.readInt32BE()
    const handshaken = await client.read(length(await client.read(4)))
    expect(handshaken.subarray(0, 6).toString('hex')).toBe('000000070000')
    expect(length(await client.read(4))).toBe(0) // the answer of PLAIN is empty
    const metadata = await client.read(length(await client.read(4)))
    expect(metadata.readInt32BE()).toBe(8)
    expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:alice' })
  })

  test('raw tokens reach hooks and received() as SaslAuthenticate v0', async () => {
    await using kafka = await start({ versions: { SaslAuthenticate: null } })
    kafka.on(SaslAuthenticate, async (_, next) => ({ ...(await next()), authBytes: Buffer.from('hooked') }))
    using client = await connectBytes(kafka)
    client.write(Buffer.concat(all.slice(0, 2)))
    await client.read((await client.read(4)).readInt32BE())
    expect(await client.read(10)).toEqual(lengthPrefixed(Buffer.from('hooked')))
    expect(await kafka.received(SaslAuthenticate)).toMatchObject({ header: { apiVersion: 0 }, message: { authBytes: alicePlain } })
  })

  test.each<[string, Uint8Array]>([
    ['that is refused', lengthPrefixed(Buffer.from('\0alice\0no'))],
    ['of a negative length', Buffer.from('ffffffff', 'hex')],
    ['of 524,289 bytes', Buffer.from('00080001', 'hex')],
    ['of more bytes than a frame may have', Buffer.from('7fffffff', 'hex')],
    ['that is empty', lengthPrefixed(NOTHING)]
  ])('a raw token %s ends the connection without an answer', async (_, token) => {
    await using kafka = await start()
    using client = await connectBytes(kafka)
    client.write(Buffer.concat([handshake, token]))
    await client.read((await client.read(4)).readInt32BE())
    expect(await client.rest()).toEqual(NOTHING)
  })
})

describe('TokenGate', () => {
  test.each(['ffffffff', '80000000', '00080001', '7fffffff'])(
    'TokenGate replaces the wrong token length %s by a length that the server refuses',
    length => {
      expect(new TokenGate({ expectsToken: true }).take(Buffer.from(length, 'hex'))).toEqual([Buffer.from('ffffffff', 'hex')])
    }
  )
})

describe('a token of 524,288 bytes', () => {
  test('a token of 524,288 bytes is the longest one that is accepted', async () => {
    await using kafka = await start()
    using client = await connectBytes(kafka)
    client.write(Buffer.concat([requestFrame(SaslHandshake, 0, 7, { mechanism: 'PLAIN' }), lengthPrefixed(Buffer.alloc(524_288))]))
    expect((await kafka.received(SaslAuthenticate)).message.authBytes).toHaveLength(524_288)
  })
})

describe('a frame that is too short to be a request', () => {
  test.each(['00000000', '00000002', 'ffffffff'])(
    'a frame of length %s, which is too short to be a request, ends the connection without an answer',
    async length => {
      await using kafka = await start()
      using client = await connectBytes(kafka)
      client.write(Buffer.from(length, 'hex'))
      expect(await client.rest()).toEqual(NOTHING)
    }
  )
})

/** A client that sends and reads bytes, for tokens that may be empty. */
async function connectBytes(kafka: TestingCluster) {
  const socket = connectSocket(kafka.broker(1).port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const read = async (bytes: number): Promise<Buffer> => {
    for (;;) {
      const chunk: Buffer | null = bytes === 0 ? NOTHING : socket.read(bytes)
      if (chunk !== null) return chunk
      if (socket.readableEnded) throw new Error(`the broker closed before ${bytes} bytes`)
      await Promise.race([once(socket, 'readable'), once(socket, 'end')])
    }
  }
  return {
    write: (bytes: Uint8Array) => socket.write(bytes),
    read,
    rest: async (): Promise<Buffer> => Buffer.concat(await socket.toArray()),
    [Symbol.dispose]: () => socket.destroy()
  }
}
