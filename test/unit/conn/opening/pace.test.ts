import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { turnToOpen } from '../../../../src/conn/opening/pace.ts'
import { connect } from '../../../../src/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

describe('openings that are called together', () => {
  test('openings called together begin 100 in a turn of the event loop, in the order of their calls', async () => {
    const begun: number[] = []
    const call = (i: number): void => {
      const turn = turnToOpen()
      if (turn === undefined) begun.push(i)
      else void turn.then(() => begun.push(i))
    }
    for (let i = 0; i < 250; i++) call(i)
    const inTurns = [begun.length]
    while (begun.length < 250) {
      await setImmediate()
      if (begun.length === inTurns.at(-1)) continue
      inTurns.push(begun.length)
      if (inTurns.length === 2) call(250) // the last turn has room for it, behind those before it
    }
    expect(inTurns).toEqual([100, 200, 251])
    expect(begun).toEqual(Array.from({ length: 251 }, (_, i) => i))
    await setImmediate()
    expect(turnToOpen()).toBeUndefined()
  })

  test('openings of different turns do not wait for each other', async () => {
    await setImmediate()
    for (let i = 0; i < 6; i++) {
      for (let each = 0; each < 50; each++) expect(turnToOpen()).toBeUndefined()
      await setImmediate()
    }
  })

  test('an opening that is aborted while it waits for its turn dials nothing', async () => {
    let dialled = 0
    const dial = (): never => {
      dialled++
      throw new Error('no way')
    }
    const stop = new AbortController()
    const others = Array.from({ length: 100 }, () => rejectionOf(connect({ host: 'a.test', dial })))
    const rejection = rejectionOf(connect({ host: 'a.test', dial, signal: stop.signal }))
    stop.abort(new Error('changed my mind'))
    expect(await rejection).toBe(stop.signal.reason)
    await Promise.all(others)
    expect(dialled).toBe(100)
  })
})
