import { describe, expect, test } from 'vitest'
import type { Schedule } from '../../../campaign/schedule/schedule.ts'
import { violationsOf } from '../../../campaign/violations-of.ts'

const scheduleOf = (fault: string, ...actors: readonly string[]): Schedule => ({
  seed: 1,
  settings: { brokers: 3, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 4_000 },
  actors: actors.map((actor, index) => ({ actor, name: `${actor}-${index}`, atMs: 0, seed: 100 + index })),
  faults: [{ fault, atMs: 500, forMs: 1_200, seed: 7 }],
  runMs: 2_000
})

describe('the driver keeps its promises', () => {
  test.each([
    ['while partitions have too few replicas in sync', 'too-few-replicas', ['sequenced-producer', 'split-producer', 'commits']],
    ['when leader epochs go back for good', 'rewound-epochs', ['sequenced-producer', 'reader', 'recreated-topics']],
    ['when new connections are reset at their first bytes', 'reset-openings', ['transactions', 'pool-user', 'connection-senders']]
  ])('%s', { timeout: 120_000 }, async (_, fault, actors) => {
    expect(await violationsOf(scheduleOf(fault, ...actors))).toEqual([])
  })

  // Merged answers bring the news that a member has left and that another member has its partitions at one moment.
  test('while members of a consumer group leave and answers arrive together', { timeout: 120_000 }, async () => {
    const schedule: Schedule = {
      seed: 53_438_430,
      settings: { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 2_202, requestMs: 1_000, readsAuthority: true },
      actors: [{ actor: 'consumer-group', name: 'consumer-group-1', atMs: 0, seed: 1_079_687_389 }],
      faults: [
        { fault: 'merge', atMs: 963, forMs: 3_971, seed: 536_332_911, when: 'throttled' },
        { fault: 'throttle', atMs: 964, forMs: 106, seed: 31_673_016, until: 'throttled' }
      ],
      runMs: 1_001
    }
    expect(await violationsOf(schedule)).toEqual([])
  })

  test('while a consumer is closed that pauses after a failure', { timeout: 120_000 }, async () => {
    const schedule: Schedule = {
      seed: 10_009_148,
      settings: {
        ...{ brokers: 3, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 30_000, readsAuthority: true },
        options: { 'retry.maxAttempts': 1 }
      },
      actors: [{ actor: 'growing-topic', name: 'growing-topic-1', atMs: 0, seed: 387_651_032 }],
      faults: [{ fault: 'kill', atMs: 6_940, forMs: 3_903, seed: 841_832_735, when: 'inFlight' }],
      runMs: 5_337
    }
    expect(await violationsOf(schedule)).toEqual([])
  })
})
