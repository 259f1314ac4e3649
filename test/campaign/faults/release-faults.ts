import type { TestingBroker } from 'kafkawire/testing'
import type { Settings } from '../schedule/schedule.ts'
import { unlessChanged } from './broker-faults.ts'
import { type FaultKind, MISSED, type Target } from './fault.ts'
import { pause } from './pause.ts'

const MAX_PAUSE_MS = 300

// A cluster of Kafka 4.4 has finalized features that older brokers do not have.
const OTHERS: Readonly<Record<Settings['profile'], readonly Settings['profile'][]>> = {
  'kafka-2.8': ['kafka-3.9', 'kafka-4.4'],
  'kafka-3.9': ['kafka-4.4'],
  'kafka-4.4': []
}

/**
 * Brokers restart with another release, one after the other: one of them, or all, as in a rolling
 * upgrade. Most get their first release back at the end.
 */
export const otherRelease: FaultKind = async target => {
  const { kafka, random, settings } = target
  const others = OTHERS[settings.profile]
  const running = kafka.brokers.filter(({ isRunning }) => isRunning)
  if (others.length === 0 || running.length === 0) return MISSED
  const brokers = random.once(2) ? running : [random.pick(running)]
  await restartEach(target, brokers, random.pick(others))
  return random.once(3) ? undefined : () => restartEach(target, brokers, settings.profile)
}

// Another fault may have stopped or removed a broker meanwhile.
async function restartEach(
  { kafka, random, ended }: Target,
  brokers: readonly TestingBroker[],
  profile: Settings['profile']
): Promise<void> {
  for (const broker of brokers) {
    if (kafka.brokers.includes(broker) && broker.isRunning) await unlessChanged(kafka, broker, () => broker.restart({ profile }))
    await pause(random.below(MAX_PAUSE_MS), ended).catch(() => undefined)
  }
}
