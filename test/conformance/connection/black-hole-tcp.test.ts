import { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import type { Direction } from '../../support/faults/forwarder.ts'
import { outcomeOf } from '../../support/faults/misdeeds.ts'
import { type Passage, type Passed, startPassage } from '../../support/faults/passage.ts'
import { makePki } from '../../support/pki.ts'
import { until } from '../../support/process/gate.ts'
import { watchLag } from '../../support/process/lag.ts'
import { watchResources } from '../../support/process/resources.ts'

const pki = makePki()
const dialled = vi.spyOn(Socket.prototype, 'connect')
const CONNECT_MS = 4_000
const REQUEST_MS = 1_200
const CALLER_MS = 300
const GRACE_MS = 1_000
const TIMEOUTS = { connectMs: CONNECT_MS, requestMs: REQUEST_MS }
const ANY = { topics: null }

/** How a promise ended, how long that took, and its deadline. */
interface Settled {
  readonly what: string
  readonly outcome: string
  readonly tookMs: number
  readonly deadlineMs: number
}

/** From where on no bytes pass. */
interface Hole {
  readonly direction: Direction
  readonly afterBytes: number
}

function holesIn(direction: Direction, [secure, open, answered]: Passed): Hole[] {
  const handshake = [0, 1, 3, secure >> 1, secure]
  const asking = [secure + 1, secure + ((open - secure) >> 3), open - 1]
  const asked = [open, open + 1, open + 3, (open + answered) >> 1, answered - 1]
  return [...new Set([...handshake, ...asking, ...asked])].map(afterBytes => ({ direction, afterBytes }))
}

/**
 * Opens a connection through a forwarder with the hole, sends requests, and waits until every
 * socket is destroyed.
 */
async function talk(passage: Passage, { direction, afterBytes }: Hole): Promise<Settled[]> {
  await using forwarder = await passage.forward()
  forwarder.blackHole({ direction, afterBytes })
  const connecting = connect({ ...passage.optionsTo(forwarder), timeouts: TIMEOUTS })
  const opened = await settle('connect', CONNECT_MS, connecting)
  const settled = opened.outcome === 'value' ? [opened, ...(await ask(await connecting))] : [opened]
  await until(() => dialledTo(forwarder.port).every(({ destroyed }) => destroyed))
  return settled
}

async function ask(connection: Connection): Promise<Settled[]> {
  const sends = [1, 2].map(() => settle('send', REQUEST_MS, connection.send(Metadata, ANY)))
  const impatient = settle('send', CALLER_MS, connection.send(Metadata, ANY, { timeoutMs: CALLER_MS }))
  const settled = await Promise.all([...sends, impatient])
  // An older ApiVersions has a shorter answer. If it came through, all other answers may as well.
  if (settled.every(({ outcome }) => outcome === 'value')) await connection.close()
  else settled.push(await settle('closed', GRACE_MS, connection.closed))
  return settled
}

async function settle(what: string, deadlineMs: number, promise: Promise<unknown>): Promise<Settled> {
  const beganMs = performance.now()
  const outcome = await outcomeOf(promise)
  return { what, outcome, tookMs: performance.now() - beganMs, deadlineMs }
}

/** The sockets that were dialled to a port. */
function dialledTo(port: number): Socket[] {
  const places = dialled.mock.calls.map(([given]): unknown => (Array.isArray(given) ? given[0] : given))
  return dialled.mock.contexts.filter((_, i) => (places[i] as { port?: number }).port === port) as Socket[]
}

const ENDS = [
  'closed: value',
  'connect: KAFKA_CONNECT api-versions',
  'connect: KAFKA_CONNECT tls',
  'connect: value',
  'send: KAFKA_CONNECTION_CLOSED timeout',
  'send: KAFKA_TIMEOUT'
]

describe.each(['plaintext', 'TLS'])('a black hole on the way, over %s', encryption => {
  test('a black hole in either direction settles every promise soon after its deadline, and leaves no socket and no timer', async () => {
    const isTls = encryption === 'TLS'
    const leftBehind = watchResources()
    {
      await using passage = await startPassage(isTls ? pki : undefined)
      const bytes = await passage.measure()
      const holes = [...holesIn('up', bytes.up), ...holesIn('down', bytes.down)]
      using lag = watchLag()
      const talks = await Promise.all(holes.map(hole => talk(passage, hole)))
      const late: object[] = []
      for (const [i, talk] of talks.entries())
        for (const settled of talk) if (settled.tookMs > settled.deadlineMs + GRACE_MS + lag.lostMs) late.push({ ...holes[i], ...settled })
      expect(late).toEqual([])
      const seen = new Set(talks.flat().map(({ what, outcome }) => `${what}: ${outcome}`))
      seen.delete('send: value') // depends on which version of ApiVersions was answered in time
      expect([...seen].sort()).toEqual(ENDS.filter(end => isTls || !end.endsWith('tls')))
    }
    expect(await leftBehind()).toEqual([])
  })
})
