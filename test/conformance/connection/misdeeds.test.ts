import { beforeAll, describe, expect, test } from 'vitest'
import { expectedOutcomes, type Meeting, MISDEEDS, meetAll, PHASES } from '../../support/faults/misdeeds.ts'
import { watchResources } from '../../support/process/resources.ts'

describe('a hostile peer', () => {
  const leftBehind = watchResources()
  let meetings: Meeting[] = []
  let left: string[] = []

  beforeAll(async () => {
    meetings = await meetAll()
    left = await leftBehind()
  }, 240_000)

  describe.each(['plaintext', 'TLS'] as const)('over %s', encryption => {
    describe.each(PHASES)('at %s', phase => {
      test.each(Object.keys(MISDEEDS))('a hostile peer that sends %s leads to a typed error for every promise', misdeed => {
        const met = meetings.find(each => each.misdeed === misdeed && each.phase === phase && each.encryption === encryption)
        expect(met?.outcomes).toEqual(expectedOutcomes(misdeed, phase, encryption))
      })
    })
  })

  test('hostile peers leave no socket and no timer', () => {
    expect(meetings.filter(meeting => meeting.left > 0)).toEqual([])
    expect(left).toEqual([])
  })
})
