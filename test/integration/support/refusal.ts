import { type ConnectionOptions, connect, KafkaError } from '../../../src/index.ts'

/** How long a refusal may take: brokers hold one back for 100 ms (connection.failed.authentication.delay.ms); the rest is for a busy machine. */
export const REFUSED_WITHIN_MS = 2_000

/** The error with which a broker refuses a connection, and how long it took. */
export async function refusal(options: ConnectionOptions): Promise<{ readonly error: unknown; readonly elapsedMs: number }> {
  const beganMs = performance.now()
  try {
    await (await connect(options)).close()
  } catch (error) {
    if (error instanceof KafkaError) return { error, elapsedMs: performance.now() - beganMs }
    throw error
  }
  throw new Error('the broker refused nothing')
}
