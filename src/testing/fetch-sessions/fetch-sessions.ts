import { randomInt } from 'node:crypto'
import { absentValues, errorCodes, sessionEpochs } from '../../protocol/codes/index.ts'
import { type FetchAnswer, type FetchedPartition, type FetchedReference, FetchSession, keyOf } from './fetch-session.ts'

/** What a Fetch says of its session. */
export interface SessionRequest {
  readonly sessionId: number
  readonly sessionEpoch: number
  /** Whether topics are named by their ids, as since version 13 of Fetch. */
  readonly usesTopicIds: boolean
  readonly wanted: readonly FetchedPartition[]
  readonly forgotten: readonly FetchedReference[]
}

/** The partitions of one Fetch, and how its answer is finished. */
export interface SessionFetch {
  readonly wanted: readonly FetchedPartition[]
  /** Chooses the answers that are sent, and remembers them. */
  finish(answers: readonly FetchAnswer[]): SessionAnswer
  /** Finishes without answers, for a client above its quota. No session opens. */
  skip(): SessionAnswer
}

/** The session part of an answer to Fetch. */
export interface SessionAnswer {
  readonly errorCode: number
  readonly sessionId: number
  readonly answers: readonly FetchAnswer[]
}

// Kafka's defaults: max.incremental.fetch.session.cache.slots, and how long a session is safe from
// smaller ones.
const MAX_SESSIONS = 1_000
const EVICTION_MS = 120_000
const MAX_SESSION_ID = 0x7fff_ffff
const { INVALID_SESSION_ID } = absentValues

/** The fetch sessions of one broker (KIP-227). */
export class FetchSessions {
  readonly #byId = new Map<number, FetchSession>()
  readonly #timeMs: () => number
  readonly #maxSessions: number

  constructor(timeMs: () => number, maxSessions: number = MAX_SESSIONS) {
    this.#timeMs = timeMs
    this.#maxSessions = maxSessions
  }

  get count(): number {
    return this.#byId.size
  }

  /** Begins a Fetch. Returns an error code if it names a session or an epoch that is not there. */
  begin(request: SessionRequest): SessionFetch | number {
    const { sessionId, sessionEpoch } = request
    if (sessionEpoch !== sessionEpochs.INITIAL && sessionEpoch !== sessionEpochs.FINAL) return this.#beginNext(request)
    this.#byId.delete(sessionId)
    const wanted = [...new Map(request.wanted.map(each => [keyOf(each), each])).values()]
    if (sessionEpoch === sessionEpochs.FINAL) return withoutSession(wanted)
    const finish = (answers: readonly FetchAnswer[]): SessionAnswer => {
      return { errorCode: errorCodes.NONE, sessionId: this.#create(request.usesTopicIds, answers), answers }
    }
    return { ...withoutSession(wanted), finish }
  }

  /** Closes all sessions. Clients then get FETCH_SESSION_ID_NOT_FOUND and open new ones. */
  clear(): void {
    this.#byId.clear()
  }

  #beginNext({ sessionId, sessionEpoch, usesTopicIds, wanted, forgotten }: SessionRequest): SessionFetch | number {
    const session = this.#byId.get(sessionId)
    if (session === undefined) return errorCodes.FETCH_SESSION_ID_NOT_FOUND
    if (session.epoch !== sessionEpoch) return errorCodes.INVALID_FETCH_SESSION_EPOCH
    if (session.usesTopicIds !== usesTopicIds) return errorCodes.FETCH_SESSION_TOPIC_ID_ERROR
    session.update(wanted, forgotten)
    if (session.size === 0) {
      // As in Kafka the session ends, and the request is answered as one without a session.
      this.#byId.delete(sessionId)
      return withoutSession(wanted)
    }
    session.advance(this.#timeMs())
    const { epoch } = session
    const finish = (answers: readonly FetchAnswer[]): SessionAnswer => {
      // Another request of this session came while this one waited.
      if (session.epoch !== epoch) return { errorCode: errorCodes.INVALID_FETCH_SESSION_EPOCH, sessionId, answers: [] }
      return { errorCode: errorCodes.NONE, sessionId, answers: session.changesIn(answers) }
    }
    const skip = (): SessionAnswer => {
      const errorCode = session.epoch === epoch ? errorCodes.NONE : errorCodes.INVALID_FETCH_SESSION_EPOCH
      return { errorCode, sessionId, answers: [] }
    }
    return { wanted: session.wanted, finish, skip }
  }

  // The id of a new session, or 0 if all places are taken.
  #create(usesTopicIds: boolean, answers: readonly FetchAnswer[]): number {
    if (this.#byId.size >= this.#maxSessions && !this.#evict(answers.length)) return INVALID_SESSION_ID
    let sessionId = randomInt(1, MAX_SESSION_ID)
    while (this.#byId.has(sessionId)) sessionId = randomInt(1, MAX_SESSION_ID)
    this.#byId.set(sessionId, new FetchSession(sessionId, usesTopicIds, this.#timeMs(), answers))
    return sessionId
  }

  // Makes room: for the session that was not used for two minutes, or an old one with fewer
  // partitions.
  #evict(size: number): boolean {
    const nowMs = this.#timeMs()
    const sessions = [...this.#byId.values()]
    const stalest = sessions.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a))
    if (nowMs - stalest.lastUsedMs > EVICTION_MS) return this.#byId.delete(stalest.sessionId)
    const smallest = sessions
      .filter(({ createdMs }) => nowMs - createdMs > EVICTION_MS)
      .reduce<FetchSession | undefined>((a, b) => (a === undefined || b.size < a.size ? b : a), undefined)
    return smallest !== undefined && smallest.size < size && this.#byId.delete(smallest.sessionId)
  }
}

function withoutSession(wanted: readonly FetchedPartition[]): SessionFetch {
  const finish = (answers: readonly FetchAnswer[]): SessionAnswer => ({
    errorCode: errorCodes.NONE,
    sessionId: INVALID_SESSION_ID,
    answers
  })
  return { wanted, finish, skip: () => finish([]) }
}
