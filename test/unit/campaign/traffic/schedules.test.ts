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
})
