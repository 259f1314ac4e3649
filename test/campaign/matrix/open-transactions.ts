import { type Api, errorCodes } from 'kafkawire'
import { AddOffsetsToTxn, AddPartitionsToTxn, EndTxn, InitProducerId, Produce, TxnOffsetCommit } from 'kafkawire/messages'
import type { TestingCluster } from 'kafkawire/testing'

/**
 * The transactions of the driver under test. One is open from its first request until its end, or
 * until its producer begins again.
 */
export class OpenTransactions {
  readonly #ids = new Set<string>()
  readonly #kafka: TestingCluster
  readonly #clientId: string
  readonly #changed: () => void

  /** @param changed is called when a transaction has begun */
  constructor(kafka: TestingCluster, clientId: string, changed: () => void) {
    this.#kafka = kafka
    this.#clientId = clientId
    this.#changed = changed
    this.#begins(Produce, ({ transactionalId }) => transactionalId)
    this.#begins(AddPartitionsToTxn, ({ v3AndBelowTransactionalId }) => v3AndBelowTransactionalId)
    this.#begins(AddOffsetsToTxn, ({ transactionalId }) => transactionalId)
    this.#begins(TxnOffsetCommit, ({ transactionalId }) => transactionalId)
    this.#ends(EndTxn)
    this.#ends(InitProducerId)
  }

  get isAnyOpen(): boolean {
    return this.#ids.size > 0
  }

  #begins<Req, Res, Message extends Req>(api: Api<Req, Res>, idOf: (message: Message) => string | null | undefined): void {
    this.#kafka.on<Req, Res>(api, ({ header, message }, next) => {
      const id = header.clientId === this.#clientId ? idOf(message as unknown as Message) : undefined
      if (id && !this.#ids.has(id)) {
        this.#ids.add(id)
        this.#changed()
      }
      return next()
    })
  }

  #ends<Req extends { readonly transactionalId?: string | null }, Res extends { readonly errorCode?: number }>(api: Api<Req, Res>): void {
    this.#kafka.on<Req, Res>(api, async ({ message }, next) => {
      const answer = await next()
      if (answer.errorCode === errorCodes.NONE) this.#ids.delete(message.transactionalId ?? '')
      return answer
    })
  }
}
