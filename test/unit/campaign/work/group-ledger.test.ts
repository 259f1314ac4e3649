import { describe, expect, test } from 'vitest'
import { GroupLedger } from '../../../campaign/work/ledgers/group-ledger.ts'

const first = { owner: 'first', epoch: 1, partitions: [0] }
const second = { owner: 'second', epoch: 2, partitions: [0] }

/** A ledger in which the first member has had its commits of partition 0 acknowledged. */
function ledgerWith(commits: number): GroupLedger {
  const ledger = new GroupLedger()
  ledger.assign(first)
  for (let i = 0; i < commits; i++) for (const commit of ledger.commit(first)) ledger.end(commit, 'acknowledged')
  return ledger
}

describe('the ledger of a group', () => {
  test('accepts members that have a partition one after the other and commit growing offsets', () => {
    const ledger = ledgerWith(2)
    ledger.assign(second)
    for (const commit of ledger.commit(second)) ledger.end(commit, 'acknowledged')
    ledger.see(0, ledger.newest(0), 3n)
    expect(ledger.broken).toEqual([])
  })

  test('reports a partition that two members have in one epoch', () => {
    const ledger = ledgerWith(0)
    ledger.assign({ ...second, epoch: 1 })
    expect(ledger.broken).toEqual(['partition 0 was given to first and to second in epoch 1'])
  })

  test('reports a partition that is given to a member while another one holds it', () => {
    const ledger = ledgerWith(0)
    ledger.hold('first', [0], performance.now() + 1_000)
    ledger.hold('second', [0], performance.now() + 1_000)
    expect(ledger.broken).toEqual(['partition 0 was given to second while first held it'])
  })

  test('accepts a partition that is given to a member after the one before has given it up or has lost it', () => {
    const ledger = ledgerWith(0)
    ledger.hold('first', [0], performance.now() + 1_000)
    ledger.release('first')
    ledger.hold('second', [0], performance.now() - 1)
    ledger.hold('third', [0], performance.now() + 1_000)
    expect(ledger.broken).toEqual([])
  })

  test('reports a commit that is accepted although another member has the partition', () => {
    const ledger = ledgerWith(0)
    ledger.assign(second)
    for (const commit of ledger.commit(first)) ledger.end(commit, 'acknowledged')
    expect(ledger.broken).toEqual(['a commit of partition 0 by first in epoch 1 was accepted after it was fenced'])
  })

  test('reports an offset that goes back', () => {
    const ledger = ledgerWith(2)
    ledger.see(0, ledger.newest(0), 1n)
    expect(ledger.broken).toEqual(['the offset of partition 0 went back from 2 to 1'])
  })

  test('accepts an older offset whose call has no certain outcome', () => {
    const ledger = ledgerWith(0)
    const [doubtful] = ledger.commit(first)
    if (doubtful !== undefined) ledger.end(doubtful, 'open')
    for (const commit of ledger.commit(first)) ledger.end(commit, 'acknowledged')
    ledger.see(0, ledger.newest(0), 1n)
    expect(ledger.broken).toEqual([])
  })

  test('reports an offset whose call failed as not-sent, and one that nobody has committed', () => {
    const ledger = ledgerWith(0)
    for (const commit of ledger.commit(first)) ledger.end(commit, 'not-sent')
    ledger.see(0, -1n, 1n)
    ledger.see(0, -1n, 9n)
    expect(ledger.broken).toEqual([
      'partition 0 has the offset 1, whose commit is not-sent',
      'partition 0 has the offset 9, whose commit is not there'
    ])
  })
})
