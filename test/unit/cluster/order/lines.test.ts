import { expect, test } from 'vitest'
import { Lines } from '../../../../src/cluster/order/lines.ts'
import { Turn } from '../../../../src/cluster/order/turn.ts'

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
