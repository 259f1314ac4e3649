import { setTimeout as pause } from 'node:timers/promises'
import { configOperations, configResourceTypes, throwIfError } from 'kafkawire'
import { IncrementalAlterConfigs, ShareFetch } from 'kafkawire/messages'
import { again } from '../../work/again.ts'
import { ShareSeat } from '../../work/groups/share-seat.ts'
import { nameOf, ShareLedger } from '../../work/ledgers/share-ledger.ts'
import { type LogRecord, readAll } from '../../work/read-all.ts'
import { Streams } from '../../work/streams.ts'
import { type ActorKind, idle } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

const [PARTITIONS, SEATS, MAX_PAUSE_MS] = [2, 2, 800]
const DELIVERY_LIMIT = 10 // the largest that brokers take by default
const LOCK_MS = 15_000 // the shortest that brokers take by default
const DONE_MS = 120_000
const LOOK_MS = 500
const MOST_NAMES = 10

/**
 * Members of a share group (KIP-932), which accept, release, reject, renew and forget records. A
 * record that was accepted or rejected is never delivered again, and all others are. With brokers of
 * Kafka 3.9 and older it does nothing.
 */
export const shareGroup: ActorKind = async ({ cluster, observer, name, random }) => {
  if ((await again(() => observer.versions(ShareFetch))) === undefined) return idle
  const topic = await createTopic(observer, `${name}-records`, PARTITIONS)
  const { topicId } = await again(() => observer.topic(topic))
  const groupId = `${name}-group`
  const configs = Object.entries({
    'share.auto.offset.reset': 'earliest',
    'share.delivery.count.limit': String(DELIVERY_LIMIT),
    'share.record.lock.duration.ms': String(LOCK_MS)
  }).map(([config, value]) => ({ name: config, configOperation: configOperations.SET, value }))
  const resources = [{ resourceType: configResourceTypes.GROUP, resourceName: groupId, configs }]
  await again(async () => throwIfError(await observer.send(IncrementalAlterConfigs, { resources, validateOnly: false })))
  const streams = new Streams(cluster, random, { topics: [topic], partitions: PARTITIONS, isSequenced: true, maxPauseMs: MAX_PAUSE_MS })
  const ledger = new ShareLedger(DELIVERY_LIMIT)
  const means = { cluster, groupId, topic, topicId, partitions: PARTITIONS, ledger, random }
  const seats = Array.from({ length: SEATS }, (_, index) => new ShareSeat(means, index))
  let broken: object = {}
  return {
    stop: async () => {
      await streams.stop()
      const checked = await streams.check(observer)
      broken = checked.broken
      for (const seat of seats) seat.calm()
      await untilFinished(ledger, checked.logs.get(topic) ?? [])
      await Promise.all(seats.map(seat => seat.end()))
      // Again: a broker may have read a Produce after its connection was closed.
      ledger.check(await again(() => readAll(observer, topic, PARTITIONS)))
    },
    violations: () => Promise.resolve([...brokenPromises(name, broken), ...ledger.broken.map(sentence => `${name}: ${sentence}`)])
  }
}

// The share session of a connection that is closed as idle ends with it, and with its locks: the members
// may take long, but they get on.
async function untilFinished(ledger: ShareLedger, log: readonly LogRecord[]): Promise<void> {
  let untilMs = performance.now() + DONE_MS
  let least = log.length
  for (let left = log.length; left > 0; await pause(LOOK_MS)) {
    left = ledger.unfinished(log).length
    if (left < least) untilMs = performance.now() + DONE_MS
    least = Math.min(left, least)
    if (performance.now() < untilMs) continue
    const names = ledger.unfinished(log).map(nameOf)
    ledger.report(
      `${names.length} records are unfinished, and none was finished in ${DONE_MS} ms: ${names.slice(0, MOST_NAMES).join(', ')}`
    )
    break
  }
}
