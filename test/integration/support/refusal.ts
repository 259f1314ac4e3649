import { type ConnectionOptions, connect, KafkaError } from '../../../src/index.ts'

/**
 * How long a refusal may take. Brokers delay it by 100 ms
 * (connection.failed.authentication.delay.ms), and the rest is room for a busy machine.
 */
export const REFUSED_WITHIN_MS = 2_000

/**
 * Connects, and resolves with the error by which the broker refuses, and with the time that it
 * took.
 */
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
