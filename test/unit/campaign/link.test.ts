import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import type { MemorySocket } from '../../../src/testing/memory/memory-socket.ts'
import { memorySocketPair } from '../../../src/testing/memory/memory-socket.ts'
import { Link } from '../../campaign/simulation/link.ts'

function open(): { readonly link: Link; readonly broker: MemorySocket } {
  const [client, broker] = memorySocketPair((parcel, arrive) => process.nextTick(() => arrive(parcel)))
  return { link: new Link('broker-1:9092', client, () => undefined), broker }
}

/** All pieces that arrive within 50 ms. */
async function arriving(stream: Duplex): Promise<string[]> {
  const pieces: string[] = []
  stream.on('data', piece => pieces.push(String(piece)))
  await new Promise(resolve => setTimeout(resolve, 50))
  return pieces
}

describe('a connection of the simulated network', () => {
  test('carries bytes in both directions', async () => {
    const { link, broker } = open()
    link.client.write('question')
    expect(String((await once(broker, 'data'))[0])).toBe('question')
    broker.write('answer')
    expect(String((await once(link.client, 'data'))[0])).toBe('answer')
  })

  test('splits bytes, merges them, changes one, and brings some twice', async () => {
    const { link, broker } = open()
    link.set('up', { pieceBytes: 3 })
    link.client.write('abcdef')
    expect((await arriving(broker)).join('|')).toBe('abc|def')
    const other = open()
    other.link.set('up', { mergeMs: 5, corruptAfterBytes: 1, duplicates: true })
    other.link.client.write('a')
    other.link.client.write('b')
    expect(await arriving(other.broker)).toEqual(['a"', 'a"'])
  })

  test('brings the halves of one piece in the wrong order', async () => {
    const { link, broker } = open()
    link.set('up', { reorders: true })
    link.client.write('abcde')
    link.client.write('f')
    expect((await arriving(broker)).join('')).toBe('cdeabf')
  })

  test('brings the bytes of a black hole when it ends, and takes none while the window is zero', async () => {
    const { link, broker } = open()
    const pieces: string[] = []
    broker.on('data', piece => pieces.push(String(piece)))
    link.set('up', { isBlackHole: true })
    await new Promise(resolve => link.client.write('late', resolve))
    expect(pieces).toEqual([])
    link.set('up', { isBlackHole: false })
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(pieces).toEqual(['late'])
    link.set('up', { isZeroWindow: true })
    let isTaken = false
    link.client.write('held', () => {
      isTaken = true
    })
    await new Promise(resolve => setTimeout(resolve, 20))
    expect({ pieces, isTaken }).toEqual({ pieces: ['late'], isTaken: false })
  })

  test('is cut after so many bytes, by RST for both sides', async () => {
    const { link, broker } = open()
    link.set('up', { cutAfterBytes: 2 })
    const failed = once(link.client, 'error')
    broker.on('error', () => undefined)
    link.client.write('abcd')
    expect(await arriving(broker)).toEqual(['ab'])
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
    expect(link.isClosed).toBe(true)
  })

  test('brings bytes late, and in small pieces with a pause between them', async () => {
    const { link, broker } = open()
    const arrivedMs: number[] = []
    broker.on('data', () => arrivedMs.push(performance.now()))
    const sentMs = performance.now()
    link.set('up', { delayMs: 60, pieceBytes: 1, dribbleMs: 60 })
    link.client.write('ab')
    await vi.waitFor(() => expect(arrivedMs).toHaveLength(2))
    const [first = 0, second = 0] = arrivedMs
    expect(first - sentMs).toBeGreaterThan(50)
    expect(second - first).toBeGreaterThan(50)
  })

  test('is closed by FIN for both sides', async () => {
    const { link, broker } = open()
    const ended = Promise.all([once(link.client, 'end'), once(broker, 'end')])
    link.client.resume()
    broker.resume()
    link.cut('FIN')
    await ended
    expect([link.client.errored, broker.errored, link.isClosed]).toEqual([null, null, true])
  })
})
