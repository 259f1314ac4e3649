import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ShareLedger } from '../../../campaign/work/ledgers/share-ledger.ts'

const LIMIT = 3
const value = Buffer.from('value')
const place = { partition: 0, offset: 5n }
const delivery = { ...place, value, count: 1 }
const log = [{ ...place, value }]

describe('the ledger of a share group', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('accepts that a record is delivered until it is finished', () => {
    const ledger = new ShareLedger(LIMIT)
    expect(ledger.unfinished(log)).toEqual(log)
    ledger.deliver(delivery, performance.now())
    expect(ledger.unfinished(log)).toEqual(log)
    ledger.deliver({ ...delivery, count: 2 }, performance.now())
    ledger.finish(place)
    ledger.check(log)

    expect(ledger.unfinished(log)).toEqual([])
    expect(ledger.broken).toEqual([])
  })

  test('sees a finished record that is delivered by a later fetch, but not one that was under way', () => {
    const ledger = new ShareLedger(LIMIT)
    const beforeMs = performance.now()
    ledger.deliver(delivery, beforeMs)
    vi.advanceTimersByTime(10)
    ledger.finish(place)
    ledger.deliver({ ...delivery, count: 2 }, beforeMs)
    expect(ledger.broken).toEqual([])
    vi.advanceTimersByTime(10)
    ledger.deliver({ ...delivery, count: 2 }, performance.now())

    expect(ledger.broken).toEqual(['record 0-5 was delivered after it was finished'])
  })

  test('sees a record with another value, with a wrong count, or that the log does not have', () => {
    const ledger = new ShareLedger(LIMIT)
    ledger.deliver(delivery, 0)
    ledger.deliver({ ...delivery, value: Buffer.from('other') }, 0)
    ledger.deliver({ ...delivery, count: LIMIT + 1 }, 0)
    ledger.deliver({ ...delivery, offset: 6n }, 0)
    ledger.check([{ ...place, value: Buffer.from('third') }])

    expect(ledger.broken).toEqual([
      'record 0-5 was delivered with two values',
      'record 0-5 has delivery count 4',
      'record 0-5 was delivered with another value than it has in the log',
      'record 0-6 was delivered, and the log does not have it'
    ])
  })

  test('expects no more of a record whose acknowledgement has no answer, or that had its last delivery', () => {
    const ledger = new ShareLedger(LIMIT)
    const last = { partition: 1, offset: 7n }
    ledger.deliver(delivery, 0)
    ledger.doubt(place)
    ledger.deliver({ ...last, value, count: LIMIT }, 0)

    expect(ledger.unfinished([...log, { ...last, value }])).toEqual([])
  })

  test('expects a record that was never seen, unless so many fetches were lost that it may be archived', () => {
    const ledger = new ShareLedger(LIMIT)
    for (let i = 1; i < LIMIT; i++) ledger.loseFetch()
    expect(ledger.unfinished(log)).toEqual(log)
    ledger.loseFetch()

    expect(ledger.unfinished(log)).toEqual([])
  })
})
