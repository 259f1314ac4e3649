import type { BrokerAddress, KafkaError } from '../errors.ts'
import type { PoolObserver } from '../pool/pool-options.ts'

/** A request that is about to be made again. */
export interface RetryEvent {
  /** The API's name, such as `Produce`. */
  readonly api: string
  /** How many attempts there have been: 1 after the first. */
  readonly attempt: number
  readonly delayMs: number
  readonly error: KafkaError
}

/** A broker that asks to be spared for a while (KIP-219). */
export interface ThrottleEvent {
  /** The API's name, such as `Produce`. */
  readonly api: string
  readonly broker: BrokerAddress
  readonly throttleTimeMs: number
}

/** Who wants to hear what the cluster does: one plain object, and what it lacks costs nothing. */
export interface ClusterObserver extends PoolObserver {
  retry?(event: RetryEvent): void
  throttle?(event: ThrottleEvent): void
}

/** Tells an observer. What it throws is its own affair, and must not be the driver's end. */
export function tell(inform: () => unknown): void {
  try {
    inform()
  } catch {
    // It was asked for nothing but to listen.
  }
}
