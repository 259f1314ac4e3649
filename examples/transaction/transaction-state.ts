import { isKafkaError } from 'kafkawire'

/**
 * - `none`: nothing was written since the last end.
 * - `open`: something was, or at least tried.
 * - `failed`: it can only be aborted.
 * - `in doubt`: it may be committed, because no answer came. Committing again is safe, and so is aborting, which then says what happened.
 * - `over`: another producer has taken the transactional id, or this one may not use it. Nothing can be done with this producer any more.
 */
type State = 'none' | 'open' | 'failed' | 'in doubt' | 'over'

const OVER = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED']

/** What may be done with a transaction now, and why not the rest. */
export class TransactionState {
  #state: State = 'none'
  #cause: unknown

  get isNone(): boolean {
    return this.#state === 'none'
  }

  get isInDoubt(): boolean {
    return this.#state === 'in doubt'
  }

  /** Something is about to be written. Throws where this transaction takes nothing more. */
  beginWrite(): void {
    if (this.#state === 'in doubt') throw this.#error('may be committed already: commit it again, or abort it')
    this.checkCommit()
    this.#state = 'open'
  }

  /** Throws where it can only be aborted, or not even that. */
  checkCommit(): void {
    if (this.#state === 'failed') throw this.#error('has failed: abort it before you go on')
    this.checkAbort()
  }

  /** Throws where nothing can be done any more. */
  checkAbort(): void {
    if (this.#state === 'over') throw this.#error('cannot go on, nor can this producer: begin with a new one')
  }

  /** Writing has failed. A leader that refuses the epoch may be behind the coordinator, who has the last word. */
  failWrite(error: unknown, isLeader: boolean): void {
    const isOver = isAny(error, OVER) && !(isLeader && isAny(error, ['INVALID_PRODUCER_EPOCH']))
    this.#fail(isOver ? 'over' : 'failed', error)
  }

  /** The end was refused for good, or it may be carried out all the same: then the last answer need not be that to the first attempt. */
  failEnd(error: unknown, isCommit: boolean): void {
    if (isAny(error, OVER)) return this.#fail('over', error)
    const isRefused = isKafkaError(error, 'KAFKA_BROKER') && !error.retriable
    this.#fail(this.isInDoubt || (isCommit && !isRefused) ? 'in doubt' : 'failed', error)
  }

  /** It has ended, and the next may begin. */
  end(): void {
    this.#fail('none', undefined)
  }

  #fail(state: State, cause: unknown): void {
    this.#state = state
    this.#cause = cause
  }

  #error(what: string): Error {
    return new Error(`the transaction ${what}`, { cause: this.#cause })
  }
}

/** Whether a broker answered with one of these. */
export function isAny(error: unknown, names: readonly string[]): boolean {
  return isKafkaError(error, 'KAFKA_BROKER') && names.includes(error.errorName)
}
