import { getEventListeners } from 'node:events'
import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { raceAddresses } from '../../../../src/conn/opening/race.ts'
import { connect } from '../../../../src/index.ts'
import { ApiVersions } from '../../../../src/messages.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { listenForTlsPeers, openTls } from '../../../support/brokers/tls-peers.ts'
import { openBlackHole } from '../../../support/faults/black-hole.ts'
import { makePki } from '../../../support/pki.ts'
import { watchResources } from '../../../support/process/resources.ts'
import { names } from '../../../support/sources/names.ts'

vi.mock('node:dns', async original => (await import('../../../support/sources/names.ts')).dnsOfNames(original))

interface Attempt {
  readonly address: string
  readonly signal: AbortSignal
  readonly win: (value: string) => void
  readonly lose: (error: unknown) => void
}

/** A race whose attempts the test settles, and the state of each attempt. */
function begin(addresses: readonly string[], signal: AbortSignal = new AbortController().signal) {
  const attempts: Attempt[] = []
  const attempt = (address: string, over: AbortSignal): Promise<string> =>
    new Promise((win, lose) => attempts.push({ address, signal: over, win, lose }))
  const result = raceAddresses(addresses, attempt, signal)
  const begun = (): string[] => attempts.map(({ address }) => address)
  const of = (address: string): Attempt => attempts.find(each => each.address === address) ?? unknown(address)
  return { result, begun, of }
}

describe('a race over addresses', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('a race over addresses tries the second one beside the first after 250 ms', async () => {
    const { result, begun, of } = begin(['a', 'b', 'c'])
    await vi.advanceTimersByTimeAsync(249)
    expect(begun()).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(1)
    expect(begun()).toEqual(['a', 'b'])
    await vi.advanceTimersByTimeAsync(250)
    expect(begun()).toEqual(['a', 'b', 'c'])
    expect(of('a').signal.aborted).toBe(false)
    of('a').win('late but first')
    expect(await result).toBe('late but first')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a race over addresses begins the next attempt when one fails, and counts its 250 ms from then', async () => {
    const { result, begun, of } = begin(['a', 'b', 'c'])
    await vi.advanceTimersByTimeAsync(100)
    of('a').lose(new Error('refused'))
    await vi.advanceTimersByTimeAsync(0)
    expect(begun()).toEqual(['a', 'b'])
    await vi.advanceTimersByTimeAsync(249)
    expect(begun()).toEqual(['a', 'b'])
    await vi.advanceTimersByTimeAsync(1)
    expect(begun()).toEqual(['a', 'b', 'c'])
    of('c').win('c')
    expect(await result).toBe('c')
  })

  test('a race without a winner rejects with all failures in the order of the addresses', async () => {
    const { result, of } = begin(['a', 'b', 'c'])
    const rejection = rejectionOf(result)
    await vi.advanceTimersByTimeAsync(500)
    for (const address of ['c', 'a', 'b']) of(address).lose(`${address} is gone`)
    expect(await rejection).toBeInstanceOf(AggregateError)
    expect(await rejection).toHaveProperty('errors', ['a is gone', 'b is gone', 'c is gone'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a race is not over while one attempt is still running', async () => {
    const { result, of } = begin(['a', 'b'])
    await vi.advanceTimersByTimeAsync(250)
    of('b').lose(new Error('refused'))
    await vi.advanceTimersByTimeAsync(60_000)
    of('a').win('at last')
    expect(await result).toBe('at last')
  })

  test('a race that is won aborts the other attempts, begins no more, and ignores late failures', async () => {
    const giveUp = new AbortController()
    const { result, begun, of } = begin(['a', 'b', 'c'], giveUp.signal)
    await vi.advanceTimersByTimeAsync(250)
    of('b').win('b')
    expect(await result).toBe('b')
    expect(of('a').signal.aborted).toBe(true)
    of('a').lose(new Error('aborted'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(begun()).toEqual(['a', 'b'])
    expect(getEventListeners(giveUp.signal, 'abort')).toEqual([])
  })

  test('an aborted race rejects with the reason, aborts all attempts, and leaves no timer and no listener', async () => {
    const giveUp = new AbortController()
    const reason = new Error('changed my mind')
    const { result, begun, of } = begin(['a', 'b', 'c'], giveUp.signal)
    const rejection = rejectionOf(result)
    await vi.advanceTimersByTimeAsync(250)
    giveUp.abort(reason)
    expect(await rejection).toBe(reason)
    expect([of('a').signal.aborted, of('b').signal.aborted]).toEqual([true, true])
    for (const address of ['a', 'b']) of(address).lose(new Error('aborted'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(begun()).toEqual(['a', 'b'])
    expect(vi.getTimerCount()).toBe(0)
    expect(getEventListeners(giveUp.signal, 'abort')).toEqual([])
  })

  test('a race with an aborted signal begins no attempt', async () => {
    const reason = new Error('no more')
    const { result, begun } = begin(['a'], AbortSignal.abort(reason))
    expect(await rejectionOf(result)).toBe(reason)
    expect(begun()).toEqual([])
  })

  test('a race over one address sets no timer', async () => {
    const { result, of } = begin(['a'])
    expect(vi.getTimerCount()).toBe(0)
    of('a').win('a')
    expect(await result).toBe('a')
  })
})

describe('a name with a black hole among its addresses', () => {
  afterEach(() => {
    names.clear()
    vi.restoreAllMocks()
  })

  test('a name whose first address is a black hole is reached at the second, and the first socket is destroyed', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers()
      await using _ = await openBlackHole('127.0.0.2', peers.port)
      names.set('two.test', ['127.0.0.2', '127.0.0.1'])
      const dialled = vi.spyOn(Socket.prototype, 'connect')
      const connecting = connect({ host: 'two.test', port: peers.port })
      const peer = await peers.next()
      peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
      await using connection = await connecting
      expect(connection.broker.address).toBe('127.0.0.1')
      expect(dialled.mock.contexts.map(socket => (socket as Socket).destroyed)).toEqual([true, false])
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a name whose first address is a black hole is reached at the second with TLS, under its name', async () => {
    const leftBehind = watchResources()
    const { ca, server } = makePki()
    {
      await using peers = await listenForTlsPeers(server)
      await using _ = await openBlackHole('127.0.0.2', peers.port)
      names.set('broker.test', ['127.0.0.2', '127.0.0.1'])
      const { connection, socket } = await openTls(peers, { host: 'broker.test', tls: { ca } })
      expect(connection.broker).toMatchObject({ address: '127.0.0.1', tlsAuthorized: true })
      expect(socket).toHaveProperty('servername', 'broker.test')
      await connection.close()
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a name with only a black hole fails at the deadline, in phase tcp', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers() // at 127.0.0.1, which is no address of the name
      await using _ = await openBlackHole('127.0.0.2', peers.port)
      names.set('hole.test', ['127.0.0.2', '127.0.0.2'])
      const error = await rejectionOf(connect({ host: 'hole.test', port: peers.port, timeouts: { connectMs: 2_000 } }))
      const message = `hole.test:${peers.port}: not open after 2000 ms (connectMs): no TCP connection was made`
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', retriable: true, message })
    }
    expect(await leftBehind()).toEqual([])
  })
})

function unknown(address: string): never {
  throw new Error(`nobody has begun with ${address}`)
}
