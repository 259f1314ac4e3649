import { describe, expect, test } from 'vitest'
import { errorCodes, memberEpochs } from '../../../../src/protocol/codes/index.ts'
import { startGroupTest } from './member.ts'

describe('The subscription of a member', () => {
  test('Changed names move partitions, and topics that were dropped must be given back', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])

    const asked = await group.beat('m1', 2, { subscribedTopicNames: ['b'] })
    expect([asked.memberEpoch, group.assigned(asked)]).toEqual([2, ''])
    const next = await group.beat('m1', 2, { topicPartitions: [] })

    expect([next.memberEpoch, group.assigned(next)]).toEqual([3, 'b:0,1'])
  })

  test('A topic that is created later is assigned with the next heartbeat', async () => {
    await using group = await startGroupTest()
    expect(group.assigned(await group.join('m1', ['later']))).toBe('')

    await group.createTopic('later', 3)
    const answer = await group.beat('m1', 2)

    expect([answer.memberEpoch, group.assigned(answer)]).toEqual([3, 'later:0,1,2'])
  })

  test('A topic that is deleted is taken away', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a', 'b'])

    await group.deleteTopic('b')
    const asked = await group.beat('m1', 2)

    expect(group.assigned(asked)).toBe('a:0,1,2,3')
    expect((await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0, 1, 2, 3] }) })).memberEpoch).toBe(3)
  })

  test('A regular expression is resolved after the heartbeat that brings it, and again for new topics', async () => {
    await using group = await startGroupTest()
    const joined = await group.join('m1', [], { subscribedTopicNames: null, subscribedTopicRegex: '(?i)[AC].?' })
    expect([joined.memberEpoch, group.assigned(joined)]).toEqual([1, ''])
    expect((await group.describe()).state).toBe('Assigning')
    expect(group.assigned(await group.beat('m1', 1))).toBe('a:0,1,2,3')

    await group.createTopic('c1', 1)
    expect((await group.beat('m1', 2)).memberEpoch).toBe(2) // at most one look at all topics in 10 s
    group.kafka.advance(10_001)
    await group.beat('m1', 2)

    expect(group.assigned(await group.beat('m1', 2))).toBe('a:0,1,2,3 c1:0')
  })

  test.each([
    ['[a', 'missing closing ]'],
    ['a)', 'regexp/syntax: internal error'],
    ['*a', 'missing argument to repetition operator'],
    ['a**', 'invalid nested repetition operator'],
    ['a{3,2}', 'invalid repeat count'],
    ['a{1001}', 'invalid repeat count'],
    ['a\\', 'trailing backslash at end of expression'],
    ['\\q', 'invalid escape sequence'],
    ['(?<=a)b', 'invalid named capture'],
    ['[[:foo:]]', 'invalid character class range']
  ])('The regular expression %s is refused in the words of RE2', async (subscribedTopicRegex, problem) => {
    await using group = await startGroupTest()

    const { errorCode, errorMessage } = await group.join('m1', [], { subscribedTopicNames: null, subscribedTopicRegex })

    expect(errorCode).toBe(errorCodes.INVALID_REGULAR_EXPRESSION)
    expect(errorMessage).toBe(`SubscribedTopicRegex \`${subscribedTopicRegex}\` is not a valid regular expression: ${problem}.`)
  })

  test('A second member with the same regular expression needs no second look at all topics', async () => {
    await using group = await startGroupTest()
    const regex = { subscribedTopicNames: null, subscribedTopicRegex: 'a|b' }
    await group.join('m1', [], regex)
    await group.beat('m1', 1)

    await group.join('m2', [], regex)

    expect((await group.describe()).members).toEqual(['m1@2 a:0,1,2,3 b:0,1 -> a:0,1,2', 'm2@3  -> a:3 b:0,1'])
  })

  test('A regular expression is resolved at once for a member that comes back within 10 s', async () => {
    await using group = await startGroupTest()
    const regex = { subscribedTopicNames: null, subscribedTopicRegex: 'a|b' }
    await group.join('m1', [], regex)
    await group.beat('m1', memberEpochs.LEAVE_GROUP)

    const joined = await group.join('m1', [], regex)

    expect(group.assigned(joined)).toBe('')
    expect(group.assigned(await group.beat('m1', joined.memberEpoch))).toBe('a:0,1,2,3 b:0,1')
  })

  test('A regular expression in place of the only one is resolved with the second heartbeat', async () => {
    await using group = await startGroupTest()
    await group.join('m1', [], { subscribedTopicNames: null, subscribedTopicRegex: 'a' })
    const { memberEpoch } = await group.beat('m1', 1)

    await group.beat('m1', memberEpoch, { subscribedTopicRegex: 'b' })
    const before = await group.describe()
    await group.beat('m1', memberEpoch)
    const after = await group.describe()

    expect([before.epochs[0], after.epochs[0]]).toEqual([memberEpoch, memberEpoch + 1])
  })

  test.each(['a(?=b)', '(a)\\1', '[', '*'])('The regular expression %s is refused', async subscribedTopicRegex => {
    await using group = await startGroupTest()

    const answer = await group.join('m1', [], { subscribedTopicRegex })

    expect(answer.errorCode).toBe(errorCodes.INVALID_REGULAR_EXPRESSION)
  })

  test('Most members choose the assignor', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a', 'b'], { serverAssignor: 'range' })
    await group.join('m2', ['a', 'b'])

    expect((await group.describe()).members).toEqual(['m1@2 a:0,1,2,3 b:0,1 -> a:0,1 b:0', 'm2@3  -> a:2,3 b:1'])
  })
})
