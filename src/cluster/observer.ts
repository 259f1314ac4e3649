import type { BrokerAddress, KafkaError } from '../errors.ts'
import type { PoolObserver } from '../pool/pool-options.ts'

/** A request that is about to be sent again. */
export interface RetryEvent {
  /** The name of the API, such as `Produce`. */
  readonly api: string
  /** How many attempts there have been: 1 after the first. */
  readonly attempt: number
  /** The pause before the next attempt. It ends earlier if the outage that is its reason ends. */
  readonly delayMs: number
  /** Why the last attempt failed. */
  readonly error: KafkaError
}

/** A broker that has asked for a pause, because a quota is exceeded (KIP-219). */
export interface ThrottleEvent {
  /** The name of the API, such as `Produce`. */
  readonly api: string
  readonly broker: BrokerAddress
  /** How long nothing more is to be sent by this connection. */
  readonly throttleTimeMs: number
}

/**
 * Functions that are called when something happens in a cluster. Those that are left out cost
 * nothing.
 */
export interface ClusterObserver extends PoolObserver {
  retry?(event: RetryEvent): void
  throttle?(event: ThrottleEvent): void
}

/** Calls an observer. What the observer throws is dropped, because it must not stop a request. */
export function callObserver(inform: () => unknown): void {
  try {
    inform()
  } catch {
    // The pool publishes `observer-error` for such errors. Retries and throttles have no such
    // event.
  }
}
