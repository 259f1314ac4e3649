import { expect, test } from 'vitest'
import { Lines } from '../../../../src/cluster/order/lines.ts'
import { Turn } from '../../../../src/cluster/order/turn.ts'
import type { Connection } from '../../../../src/conn/connection.ts'

const WRITE = { isShared: false, endsWhenSent: false }

test('the order of requests drops lines without unsettled requests, and keeps a line with a request', () => {
  const lines = new Lines()
  const busy = new Turn(lines.nextCall(), WRITE)
  const kept = lines.ofGroup('busy')
  busy.join(kept)
  for (let i = 0; i < 20_000; i++) {
    const turn = new Turn(lines.nextCall(), WRITE)
    turn.join(lines.ofPartition(`topic ${i}`, i % 7))
    turn.join(lines.ofGroup(`group ${i}`))
    turn.join(lines.ofTransaction(`transaction ${i}`))
    turn.leave()
  }
  expect(lines.size).toBeLessThan(5_000)
  expect(lines.ofGroup('busy')).toBe(kept)
})

test('new requests wait for each part of a divided request that a broker may have carried out', () => {
  const lines = new Lines()
  const connection = {} as Connection
  const join = (turn: Turn, index: number): void => void turn.join(lines.ofPartition('orders', index))
  const repeated = new Turn(lines.nextCall(), WRITE)
  for (const index of [0, 1]) join(repeated, index)
  repeated.markSent(connection)
  repeated.markUnsent()
  repeated.markMayBeDone()
  const [zero] = repeated.split([0, 1], join)
  zero?.markSent(connection)
  const fresh = new Turn(lines.nextCall(), WRITE)
  join(fresh, 0)
  expect(fresh.canGoOut(connection)).toBe(false)
  zero?.leave()
  expect(fresh.canGoOut(connection)).toBe(true)
})
