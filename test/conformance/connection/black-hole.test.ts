import { type Duplex, duplexPair } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { connect } from '../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { apiVersionsOf } from '../../support/brokers/link.ts'
import { Peer } from '../../support/brokers/peer.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns } from '../../support/process/gate.ts'

const OFFERS = { ...apiVersionsOf(), apiKeys: [ApiVersions, Metadata].map(({ key }) => ({ apiKey: key, minVersion: 0, maxVersion: 1 })) }
const CONNECT_MS = 900
const REQUEST_MS = 500
const GRACE_MS = 100

/** A broker in memory whose answers stop after so many bytes: no byte and no end follows. */
function holeAfter(bytes: number): () => Duplex {
  return () => {
    const [near, far] = duplexPair()
    const peer = new Peer(far)
    let left = bytes
    const write = far.write.bind(far)
    const swallow = (chunk: Buffer): boolean => {
      const piece = chunk.subarray(0, left)
      left -= piece.length
      return piece.length === 0 || write(piece)
    }
    Object.assign(far, { write: swallow })
    void answer(peer)
    return near
  }
}

async function answer(peer: Peer): Promise<void> {
  for (;;) {
    const request = await peer.next()
    if (request.header.apiKey === ApiVersions.key) peer.answer(request, ApiVersions, OFFERS)
    else peer.answer(request, Metadata, { brokers: [], topics: [] })
  }
}

/**
 * Talks to such a broker until the deadlines have passed. Returns what was settled by then, and
 * how.
 */
async function talk(bytes: number): Promise<string[]> {
  const settled: string[] = []
  const note = (what: string, promise: Promise<unknown>): void => {
    promise.then(
      () => settled.push(`${what} value`),
      error => settled.push(`${what} ${error.code}`)
    )
  }
  const connecting = connect({ host: 'in.memory', dial: holeAfter(bytes), timeouts: { connectMs: CONNECT_MS, requestMs: REQUEST_MS } })
  note('connect', connecting)
  for (let ms = 0; ms < CONNECT_MS + GRACE_MS && settled.length === 0; ms += 50) {
    await turns(12)
    if (settled.length === 0) await pass(50)
  }
  if (!settled.includes('connect value')) return settled
  const connection = await connecting
  for (let i = 0; i < 3; i++) note('send', connection.send(Metadata, { topics: null }))
  note('closed', connection.closed)
  await turns(4)
  await pass(REQUEST_MS + GRACE_MS)
  if (!settled.includes('closed value')) await connection.close()
  return settled
}

const isSend = (what: string): boolean => what.startsWith('send')

describe('a black hole', () => {
  useOwnClock()

  test('a black hole after any number of answered bytes settles every promise soon after its deadline, and leaves no timer', async () => {
    const reached = new Set<string>()
    let bytes = 0
    for (let isWhole = false; !isWhole; bytes++) {
      const settled = await talk(bytes)
      if (settled.length > 1) expect(settled.filter(isSend), `sends after ${bytes} bytes`).toHaveLength(3)
      else expect(settled, `connect after ${bytes} bytes`).toEqual(['connect KAFKA_CONNECT'])
      isWhole = settled.filter(what => what === 'send value').length === 3
      for (const what of settled) reached.add(what)
      expect(vi.getTimerCount()).toBe(0)
    }
    expect(bytes).toBeGreaterThan(60)
    const errors = ['connect KAFKA_CONNECT', 'send KAFKA_TIMEOUT', 'send KAFKA_CONNECTION_CLOSED']
    expect([...reached].sort()).toEqual([...errors, 'connect value', 'send value', 'closed value'].sort())
  })
})
