import { errorCodes } from '../../protocol/codes/index.ts'
import type { TestingClock } from '../testing-clock.ts'
import type { ClientQuotas } from './client-quotas.ts'

/** The client that sent a request. All brokers share one count, that of the controller. */
export interface MutationUser {
  /** Such as `User:alice`. */
  readonly principal: string
  readonly clientId: string
}

/** The refusal of partitions above the quota. Kafka gives no message with it. */
export interface Throttled {
  readonly errorCode: number
  readonly errorMessage: null
}

/** Counts the partitions that one request creates or deletes. */
export interface MutationQuota {
  /** How long the client must be quiet after this request, in milliseconds. */
  readonly throttleTimeMs: number
  /** Counts partitions. Returns a refusal if they must not be created or deleted now. */
  record(partitions: number): Throttled | undefined
}

interface Bucket {
  tokens: number
  updatedMs: number
}

// Kafka's defaults of controller.quota.window.num and controller.quota.window.size.seconds: a
// client that was quiet may create this many seconds' worth of partitions at once.
const BURST_SECONDS = 11
const MS_PER_SECOND = 1_000
const THROTTLED: Throttled = { errorCode: errorCodes.THROTTLING_QUOTA_EXCEEDED, errorMessage: null }
const UNLIMITED: MutationQuota = { throttleTimeMs: 0, record: () => undefined }

/**
 * The quotas `controller_mutation_rate`, in partitions per second (KIP-599). Each client has a
 * bucket of tokens that fills at this rate. A request may take more tokens than there are; the next
 * one must wait until the bucket is not below 0 any more.
 */
export class MutationQuotas {
  readonly #quotas: ClientQuotas
  readonly #clock: TestingClock
  readonly #buckets = new Map<string, Bucket>()

  constructor(quotas: ClientQuotas, clock: TestingClock) {
    this.#quotas = quotas
    this.#clock = clock
  }

  /**
   * The quota for one request. If it is strict, partitions above the quota are refused. Otherwise
   * they are counted, and the client is throttled: older clients do not know the error.
   */
  begin({ principal, clientId }: MutationUser, isStrict: boolean): MutationQuota {
    const found = this.#quotas.limitOf('controller_mutation_rate', principal.slice(principal.indexOf(':') + 1), clientId)
    if (found === undefined) return UNLIMITED
    const { limit, sharedBy } = found
    const bucket = this.#buckets.get(sharedBy) ?? { tokens: limit * BURST_SECONDS, updatedMs: this.#clock.nowMs }
    this.#buckets.set(sharedBy, bucket)
    const quota = {
      throttleTimeMs: 0,
      record: (partitions: number): Throttled | undefined => {
        this.#refill(bucket, limit)
        const isExceeded = bucket.tokens < 0
        if (!(isStrict && isExceeded)) bucket.tokens -= partitions
        if (bucket.tokens < 0 && (isExceeded || !isStrict)) quota.throttleTimeMs = Math.round((-bucket.tokens / limit) * MS_PER_SECOND)
        return isStrict && isExceeded ? THROTTLED : undefined
      }
    }
    return quota
  }

  /** Fills all buckets again. */
  clear(): void {
    this.#buckets.clear()
  }

  #refill(bucket: Bucket, limit: number): void {
    const { nowMs } = this.#clock
    bucket.tokens = Math.min(limit * BURST_SECONDS, bucket.tokens + (limit * (nowMs - bucket.updatedMs)) / MS_PER_SECOND)
    bucket.updatedMs = nowMs
  }
}
