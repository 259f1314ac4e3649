import { type AcknowledgeType, acknowledgeTypes, type Cluster, errorCodes, isKafkaError, sessionEpochs } from 'kafkawire'
import { ShareAcknowledge, type ShareAcknowledgeRequest, ShareFetch } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import type { Random } from '../../../support/vectors/random.ts'
import type { ShareLedger } from '../ledgers/share-ledger.ts'

/** What the members of a share group have in common. */
export interface ShareMeans {
  readonly cluster: Cluster
  readonly groupId: string
  readonly topic: string
  readonly topicId: string
  readonly partitions: number
  readonly ledger: ShareLedger
  readonly random: Random
}

interface Held {
  readonly partition: number
  readonly offset: bigint
}

/** What a member says about a record that it holds. */
interface Verdict extends Held {
  readonly type: AcknowledgeType
}

type Topics = NonNullable<ShareAcknowledgeRequest['topics']>

const { ACCEPT, RELEASE, REJECT, RENEW } = acknowledgeTypes
const FINAL: readonly number[] = [ACCEPT, REJECT]
const POLL_MS = 6_000
const MAX_RECORDS = 20
const MAX_BYTES = 1_048_576
const BATCH_SIZE = 5
// Once in so many times.
const CLOSES = 12
const BY_FETCH = 3
const IS_FORGOTTEN = 12

/** The share session of one member with one broker. After any failure it begins again. */
export class ShareSession {
  readonly #means: ShareMeans
  readonly #member: { readonly groupId: string; readonly memberId: string }
  readonly #nodeId: number
  readonly #lane: string
  #epoch: number = sessionEpochs.INITIAL
  #known: readonly number[] = []
  #held: readonly Held[] = []

  constructor(means: ShareMeans, memberId: string, nodeId: number, lane: string) {
    this.#means = means
    this.#member = { groupId: means.groupId, memberId }
    this.#nodeId = nodeId
    this.#lane = lane
  }

  /** Acknowledges what the member holds, and fetches from these partitions. */
  async poll(led: readonly number[], isCalm: boolean): Promise<void> {
    const { random } = this.#means
    if (led.length === 0 && this.#epoch === sessionEpochs.INITIAL) return
    try {
      const verdicts = this.#judge(isCalm)
      if (this.#epoch !== sessionEpochs.INITIAL && !isCalm && random.once(CLOSES)) return await this.#close()
      const byFetch = random.once(BY_FETCH) && verdicts.every(({ type }) => type !== RENEW)
      if (verdicts.length > 0 && !byFetch) await this.#acknowledge(verdicts)
      await this.#fetch(led, byFetch ? verdicts : [])
    } catch (error) {
      this.#reset()
      if (!isKafkaError(error)) throw error
    }
  }

  // A record that is renewed is judged again later. One that is forgotten comes back when its lock ends.
  #judge(isCalm: boolean): Verdict[] {
    const { random } = this.#means
    const types: readonly AcknowledgeType[] = isCalm ? [ACCEPT] : [ACCEPT, ACCEPT, ACCEPT, ACCEPT, RELEASE, REJECT, RENEW]
    const kept = isCalm ? this.#held : this.#held.filter(() => !random.once(IS_FORGOTTEN))
    const verdicts = kept.map(held => ({ ...held, type: random.pick(types) }))
    this.#held = verdicts.filter(({ type }) => type === RENEW)
    return verdicts
  }

  async #acknowledge(verdicts: readonly Verdict[]): Promise<void> {
    const { cluster } = this.#means
    const isRenewAck = verdicts.some(({ type }) => type === RENEW)
    const request = { ...this.#member, shareSessionEpoch: this.#epoch, isRenewAck, topics: this.#topicsOf([], verdicts) }
    const { errorCode, responses } = await this.#sent(verdicts, () => cluster.send(ShareAcknowledge, request, this.#options))
    const rows = responses.flatMap(({ partitions }) => partitions)
    if (!this.#isRight(errorCode)) return
    this.#settle(verdicts, new Map(rows.map(row => [row.partitionIndex, row.errorCode])))
  }

  async #fetch(led: readonly number[], verdicts: readonly Verdict[]): Promise<void> {
    const { cluster, ledger, random, topicId } = this.#means
    const added = led.filter(partition => !this.#known.includes(partition))
    const lost = this.#known.filter(partition => !led.includes(partition))
    const isFirst = this.#epoch === sessionEpochs.INITIAL
    const given = isFirst ? [] : verdicts
    const limits = { minBytes: 1, maxBytes: MAX_BYTES, maxRecords: MAX_RECORDS, batchSize: BATCH_SIZE }
    const request = {
      ...this.#member,
      ...limits,
      maxWaitMs: random.pick([0, 200, 1_000]),
      shareSessionEpoch: this.#epoch,
      topics: this.#topicsOf(added, given),
      forgottenTopicsData: lost.length === 0 || isFirst ? [] : [{ topicId, partitions: lost }]
    }
    const sentMs = performance.now()
    const { errorCode, responses } = await this.#sent(given, () => cluster.send(ShareFetch, request, this.#options)).catch(error => {
      if (isKafkaError(error) && error.delivery !== 'not-sent') ledger.loseFetch()
      throw error
    })
    if (!this.#isRight(errorCode)) return
    this.#known = led
    const rows = responses.flatMap(({ partitions }) => partitions)
    this.#settle(given, new Map(rows.map(row => [row.partitionIndex, row.acknowledgeErrorCode])))
    for (const { partitionIndex, records, acquiredRecords } of rows) this.#take(partitionIndex, records, acquiredRecords, sentMs)
    if (rows.some(row => row.errorCode !== errorCodes.NONE)) this.#reset()
  }

  // All records that were acquired are there, with their values.
  #take(
    partition: number,
    records: Uint8Array | null,
    acquired: readonly { readonly firstOffset: bigint; readonly lastOffset: bigint; readonly deliveryCount: number }[],
    sentMs: number
  ): void {
    const { ledger } = this.#means
    const values = new Map<bigint, Uint8Array | null>()
    for (const batch of readBatches(records))
      for (const { offset, value } of batch.records()) values.set(offset, value && Buffer.from(value))
    for (const { firstOffset, lastOffset, deliveryCount: count } of acquired) {
      for (let offset = firstOffset; offset <= lastOffset; offset++) {
        const value = values.get(offset)
        if (value === undefined) ledger.report(`record ${partition}-${offset} was acquired, and is not in the answer`)
        else ledger.deliver({ partition, offset, value, count }, sentMs)
        this.#held = [...this.#held, { partition, offset }]
      }
    }
  }

  // Without an answer, nobody knows what became of the acknowledgements.
  async #sent<T>(verdicts: readonly Verdict[], send: () => Promise<T>): Promise<T> {
    try {
      return await send()
    } catch (error) {
      if (!isKafkaError(error) || error.delivery !== 'not-sent') this.#doubt(verdicts)
      throw error
    }
  }

  #settle(verdicts: readonly Verdict[], codes: ReadonlyMap<number, number>): void {
    const { ledger } = this.#means
    for (const verdict of verdicts) {
      const code = codes.get(verdict.partition)
      if (code === undefined) this.#doubt([verdict])
      else if (code === errorCodes.NONE && FINAL.includes(verdict.type)) ledger.finish(verdict)
    }
  }

  #doubt(verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) if (FINAL.includes(verdict.type)) this.#means.ledger.doubt(verdict)
  }

  #isRight(errorCode: number): boolean {
    if (errorCode === errorCodes.NONE) this.#epoch++
    else this.#reset()
    return errorCode === errorCodes.NONE
  }

  async #close(): Promise<void> {
    const request = { ...this.#member, shareSessionEpoch: sessionEpochs.FINAL, topics: [] }
    this.#reset()
    await this.#means.cluster.send(ShareAcknowledge, request, this.#options)
  }

  #reset(): void {
    this.#epoch = sessionEpochs.INITIAL
    this.#known = []
    this.#held = []
  }

  get #options(): { readonly to: { readonly nodeId: number }; readonly lane: string; readonly timeoutMs: number } {
    return { to: { nodeId: this.#nodeId }, lane: this.#lane, timeoutMs: POLL_MS }
  }

  #topicsOf(added: readonly number[], verdicts: readonly Verdict[]): Topics {
    const partitions = [...new Set([...added, ...verdicts.map(({ partition }) => partition)])].sort((a, b) => a - b)
    if (partitions.length === 0) return []
    const batchesOf = (partition: number): Topics[number]['partitions'][number]['acknowledgementBatches'] =>
      joined(verdicts.filter(verdict => verdict.partition === partition))
    return [
      {
        topicId: this.#means.topicId,
        partitions: partitions.map(partitionIndex => ({ partitionIndex, acknowledgementBatches: batchesOf(partitionIndex) }))
      }
    ]
  }
}

interface Batch {
  readonly firstOffset: bigint
  readonly lastOffset: bigint
  readonly acknowledgeTypes: readonly AcknowledgeType[]
}

// Neighbours go in one batch, with a type for each record.
function joined(verdicts: readonly Verdict[]): Batch[] {
  const batches: Batch[] = []
  for (const { offset, type } of [...verdicts].sort((a, b) => Number(a.offset - b.offset))) {
    const last = batches.at(-1)
    if (last === undefined || last.lastOffset + 1n !== offset)
      batches.push({ firstOffset: offset, lastOffset: offset, acknowledgeTypes: [type] })
    else batches.splice(-1, 1, { ...last, lastOffset: offset, acknowledgeTypes: [...last.acknowledgeTypes, type] })
  }
  return batches
}
