import type { Sabotage } from '../sabotage.ts'

const READERS = ['reader', 'session-reader', 'committed-reader']
const OUTAGES = 'src/cluster/retry/outages.ts'

/** Faults in what the cluster knows of brokers, leaders and coordinators. */
export const cluster: readonly Sabotage[] = [
  {
    name: 'older-epoch-never-followed',
    what: 'Leader epochs that went backwards for good are never followed.',
    wasReal: true,
    choice: { actors: ['plain-producer', 'sequenced-producer'], faults: ['rewound-epochs'] },
    changes: [{ file: 'src/cluster/metadata/epoch-rewinds.ts', from: 'return times >= AGREEING_REFRESHES &&', to: 'return times < 0 &&' }]
  },
  {
    name: 'topic-id-not-compared',
    what: 'A topic that was deleted and created again counts as the same topic, so that it keeps the leaders and partitions of the first one.',
    choice: { actors: ['recreated-topics'] },
    changes: [
      {
        file: 'src/cluster/metadata/merge-metadata.ts',
        from: 'isTopicId(known.topicId) && isTopicId(answered.topicId) && known.topicId !== answered.topicId',
        to: 'isTopicId(known.topicId) && !isTopicId(answered.topicId) && known.topicId !== answered.topicId'
      }
    ]
  },
  {
    name: 'wrong-coordinator-kept',
    what: 'A coordinator that says that it is not the right one is not looked up again.',
    choice: { actors: ['commits', 'transactions', 'classic-group'], faults: ['move-coordinators', 'kill', 'add-broker'] },
    changes: [
      {
        file: 'src/cluster/retry/learn-routes.ts',
        from: 'if (codes.some(code => !isBusyCoordinator(code))) destinations.forget(to, nodeId)',
        to: 'if (codes.every(isBusyCoordinator)) destinations.forget(to, nodeId)'
      }
    ]
  },
  {
    name: 'outage-is-slept-through',
    what: 'Calls that pause because of an outage do not notice when it is over, and pauses grow up to ten seconds.',
    wasReal: true,
    choice: { faults: ['refused-address', 'unreachable-address', 'unknown-host', 'kill', 'stop'] },
    changes: [
      { file: OUTAGES, from: 'if (outage === undefined) return await', to: 'if (outage === undefined || ms > 0) return await' },
      { file: 'src/cluster/cluster-options.ts', from: 'maxMs: retry.maxMs ?? 1_000', to: 'maxMs: retry.maxMs ?? 10_000' }
    ]
  },
  {
    name: 'other-cluster-adopted',
    what: 'A request that began with one cluster is sent to another cluster that answers at the same address later.',
    wasReal: true,
    choice: { faults: ['followed-cluster'] },
    changes: [
      {
        file: 'src/cluster/metadata/cluster-identity.ts',
        from: 'if (call.clusterId === clusterId || call.clusterId === null || clusterId === null) return',
        to: 'if (call.clusterId !== undefined || clusterId === null) return'
      }
    ]
  },
  {
    name: 'poll-waits-for-every-broker',
    what: 'A Fetch for several brokers waits for all of them, also for one that does not answer.',
    wasReal: true,
    choice: { actors: READERS, faults: ['freeze', 'silence', 'late-answer', 'overdue-answer'] },
    changes: [
      {
        file: 'src/cluster/answers/gather-poll.ts',
        from: 'const isOver = await pauses.race(all, call.pollLeftMs(waitMs + GRACE_MS), undefined)',
        to: 'const isOver = await pauses.race(all, Number.POSITIVE_INFINITY, undefined)'
      }
    ]
  },
  {
    name: 'silent-server-blocks-the-others',
    what: 'While one server does not answer, the next one is not asked for metadata or a coordinator.',
    wasReal: true,
    choice: { faults: ['freeze'] },
    changes: [{ file: 'src/cluster/brokers/round.ts', from: 'await this.#change(STAGGER_MS)', to: 'await this.#change(1_000_000)' }]
  },
  {
    name: 'throttled-fetch-is-an-error',
    what: 'A throttled Fetch that is answered without partitions counts as an answer that leaves partitions out.',
    wasReal: true,
    choice: { actors: READERS, faults: ['quota'] },
    changes: [
      {
        file: 'src/cluster/routing/shards/partitions/fetch.ts',
        from: 'sessionEpoch > 0 || errorCode !== 0 || (throttleTimeMs > 0 && responses.length === 0)',
        to: 'sessionEpoch > 0 || errorCode !== 0 || (throttleTimeMs < 0 && responses.length === 0)'
      }
    ]
  },
  {
    name: 'unknown-value-is-sent',
    what: 'A special timestamp of ListOffsets is sent to brokers that do not know it, and take it for a time before 1970.',
    wasReal: true,
    choice: { actors: ['odd-requests'], profile: 'kafka-2.8' },
    changes: [
      {
        file: 'src/conn/versions/broker-versions.ts',
        from: 'if (limits === undefined || version >= limits.allKnownSince) return version',
        to: 'if (limits === undefined || version >= 0) return version'
      }
    ]
  }
]
