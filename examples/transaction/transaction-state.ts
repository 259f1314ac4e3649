import { isKafkaError } from 'kafkawire'

/**
 * The states of a transaction:
 *
 * - `none`: nothing was written since the last transaction ended.
 * - `open`: something was written, or was tried to be written.
 * - `failed`: it can only be aborted.
 * - `in doubt`: it may be committed, because the commit was not answered. It is safe to commit
 *   again, and to abort, which then says whether it was committed.
 * - `over`: another producer has taken the transactional id, or this one may not use it. This
 *   producer cannot be used any more.
 */
type State = 'none' | 'open' | 'failed' | 'in doubt' | 'over'

const OVER_CODES = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED']

/** The state of a transaction, and with it the operations that are allowed. */
export class TransactionState {
  #state: State = 'none'
  #cause: unknown

  get isNone(): boolean {
    return this.#state === 'none'
  }

  get isInDoubt(): boolean {
    return this.#state === 'in doubt'
  }

  /** Opens the transaction before a write. Throws if the transaction accepts no more writes. */
  beginWrite(): void {
    if (this.#state === 'in doubt') throw this.#error('may be committed already: commit it again, or abort it')
    this.checkCommit()
    this.#state = 'open'
  }

  /** Throws if the transaction cannot be committed. */
  checkCommit(): void {
    if (this.#state === 'failed') throw this.#error('has failed: abort it before you go on')
    this.checkAbort()
  }

  /** Throws if the transaction cannot even be aborted. */
  checkAbort(): void {
    if (this.#state === 'over') throw this.#error('cannot go on, and neither can its producer: create a new one')
  }

  /**
   * Notes that a write has failed. A partition leader that refuses the epoch may not know the
   * newest one yet, so only the coordinator decides whether the producer is fenced.
   */
  failWrite(error: unknown, isLeader: boolean): void {
    const isOver = isAny(error, OVER_CODES) && !(isLeader && isAny(error, ['INVALID_PRODUCER_EPOCH']))
    this.#fail(isOver ? 'over' : 'failed', error)
  }

  /**
   * Notes that a commit or an abort has failed. A commit that was not refused for good may have
   * been carried out. Once a commit is in doubt it stays so, because a later error says nothing
   * about the first attempt.
   */
  failEnd(error: unknown, isCommit: boolean): void {
    if (isAny(error, OVER_CODES)) return this.#fail('over', error)
    const isRefused = isKafkaError(error, 'KAFKA_BROKER') && !error.retriable
    this.#fail(this.isInDoubt || (isCommit && !isRefused) ? 'in doubt' : 'failed', error)
  }

  /** Notes that the transaction has ended. */
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

/** Whether an error is one of these error codes of a broker, by name. */
export function isAny(error: unknown, names: readonly string[]): boolean {
  return isKafkaError(error, 'KAFKA_BROKER') && names.includes(error.errorName)
}
