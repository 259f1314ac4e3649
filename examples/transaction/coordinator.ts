import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError, throwIfError } from 'kafkawire'
import { ApiVersions } from 'kafkawire/messages'

const CONCURRENT_TRANSACTIONS = 51
const PAUSE_MS = 20
const PATIENCE_MS = 30_000

/** Whether the cluster has transaction.version 2 (KIP-890): what a transaction writes to is then a part of it without being announced. */
export async function addsPartitionsItself(cluster: Cluster): Promise<boolean> {
  const { finalizedFeatures } = throwIfError(
    await cluster.send(ApiVersions, { clientSoftwareName: 'kafkawire-examples', clientSoftwareVersion: '1' })
  )
  return finalizedFeatures.some(({ name, maxVersionLevel }) => name === 'transaction.version' && maxVersionLevel >= 2)
}

/** Sends, again and again as long as the last transaction of the same id is still being ended, and resolves with an answer without errors. */
export async function onceNoneIsEnding<T>(send: () => Promise<T>): Promise<T> {
  for (const untilMs = performance.now() + PATIENCE_MS; ; await pause(PAUSE_MS)) {
    const answer = await send()
    try {
      return throwIfError(answer)
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_BROKER') || error.errorCode !== CONCURRENT_TRANSACTIONS || performance.now() > untilMs) throw error
    }
  }
}
