import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { TcpForwarder } from '../../campaign/sockets/tcp-forwarder.ts'

describe('a socket before a stream', () => {
  test('carries bytes in both directions, and the end of the stream', async () => {
    await using forwarder = await TcpForwarder.start()
    const [near, far] = duplexPair()
    const socket = await forwarder.before(near)
    socket.write('question')
    expect(String((await once(far, 'data'))[0])).toBe('question')
    far.end('answer')
    expect(String((await once(socket, 'data'))[0])).toBe('answer')
    await once(socket, 'end')
    expect(socket.remotePort).toBeLessThan(32_768)
  })

  test('is reset when the stream failed before it was joined', async () => {
    await using forwarder = await TcpForwarder.start()
    const [cut] = duplexPair()
    const before = forwarder.before(cut)
    cut.destroy(new Error('cut'))
    const [error] = await once(await before, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })

  test('is reset when the stream fails, and its own end destroys the stream', async () => {
    await using forwarder = await TcpForwarder.start()
    const [failing] = duplexPair()
    const failed = once(await forwarder.before(failing), 'error')
    failing.destroy(new Error('cut'))
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
    const [left] = duplexPair()
    const socket = await forwarder.before(left)
    const closed = once(left, 'close')
    socket.resetAndDestroy()
    await closed
    expect(left.destroyed).toBe(true)
  })
})
