// @generated from schemas/ListTransactionsRequest.json and
// ListTransactionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListTransactions. */
export interface ListTransactionsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The states of the request that the broker does not know. Type: []string. */
  unknownStateFilters: readonly string[]
  /** The transactions that were found. Type: []TransactionState. */
  transactionStates: readonly ListTransactionsResponseTransactionState[]
}

/** One element of `transactionStates` in `ListTransactionsResponse`. */
export interface ListTransactionsResponseTransactionState extends UnknownTags {
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
  /** The producer id that the transactional id has now. Type: int64. */
  producerId: bigint
  /**
   * The state of the transaction: `Empty`, `Ongoing`, `PrepareCommit`, `PrepareAbort`,
   * `CompleteCommit`, `CompleteAbort`, `PrepareEpochFence` or `Dead`.
   *
   * Type: string.
   */
  transactionState: string
}

/**
 * The request of ListTransactions. Lists transactions (KIP-664). Every broker answers for those
 * that it coordinates; `cluster.send` asks them all.
 */
export interface ListTransactionsRequest extends UnknownTags {
  /**
   * The states to list, such as `Ongoing`. `[]` is all states.
   *
   * Type: []string, default in this driver [].
   */
  stateFilters?: readonly string[] | undefined
  /** The producer ids to list. `[]` is all producers. Type: []int64, default in this driver []. */
  producerIdFilters?: readonly bigint[] | undefined
  /**
   * How long, in milliseconds, a transaction must have been open to be listed (KIP-994). -1n is all
   * of them.
   *
   * Type: int64, v1+, default -1.
   */
  durationFilter?: bigint | undefined
  /**
   * A regular expression (RE2) that transactional ids must match (KIP-1152). Null and the empty
   * text are all of them.
   *
   * Type: string, v2+, nullable, default null.
   */
  transactionalIdPattern?: string | null | undefined
}

/**
 * ListTransactions: key 66, versions 0-2.
 *
 * Lists transactions (KIP-664). Every broker answers for those that it coordinates; `cluster.send`
 * asks them all.
 */
export const ListTransactions: Api<ListTransactionsRequest, ListTransactionsResponse> = {
  name: 'ListTransactions', key: 66, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  encodeRequest: encodeListTransactionsRequest,
  decodeRequest: decodeListTransactionsRequest,
  encodeResponse: encodeListTransactionsResponse,
  decodeResponse: decodeListTransactionsResponse
}

function encodeListTransactionsRequest(w: Writer, m: ListTransactionsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.stateFilters === undefined ? [] : m.stateFilters, 'stateFilters', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'stateFilters', i)
    }
  }
  {
    const a = w.array(m.producerIdFilters === undefined ? [] : m.producerIdFilters, 'producerIdFilters', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int64(a[i] as bigint, '')
    } catch (error) {
      throw within(error, 'producerIdFilters', i)
    }
  }
  if (v >= 1) w.int64(m.durationFilter === undefined ? -1n : m.durationFilter, 'durationFilter')
  else if (m.durationFilter !== undefined && m.durationFilter !== -1n) throw absent('durationFilter', v, '1+')
  if (v >= 2) w.compactNullableString(m.transactionalIdPattern === undefined ? null : m.transactionalIdPattern, 'transactionalIdPattern')
  else if (m.transactionalIdPattern !== undefined && m.transactionalIdPattern !== null) throw absent('transactionalIdPattern', v, '2+')
  w.unknownTags(m.unknownTags)
}

function decodeListTransactionsRequest(r: Reader, v: number): Decoded<ListTransactionsRequest> {
  let stateFilters: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    stateFilters = a
  }
  let producerIdFilters: bigint[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<bigint>(n)
    for (let i = 0; i < n; i++) a[i] = r.int64()
    producerIdFilters = a
  }
  const durationFilter: bigint = v >= 1 ? r.int64() : -1n
  const transactionalIdPattern: string | null = v >= 2 ? r.compactNullableString() : null
  const unknownTags = r.unknownTags()
  const m: Decoded<ListTransactionsRequest> = { stateFilters, producerIdFilters, durationFilter, transactionalIdPattern }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListTransactionsResponseTransactionState(w: Writer, m: ListTransactionsResponseTransactionState, _v: number): void {
  checkStruct(m)
  w.compactString(m.transactionalId, 'transactionalId')
  w.int64(m.producerId, 'producerId')
  w.compactString(m.transactionState, 'transactionState')
  w.unknownTags(m.unknownTags)
}

function decodeListTransactionsResponseTransactionState(r: Reader, _v: number): Decoded<ListTransactionsResponseTransactionState> {
  const transactionalId: string = r.compactString()
  const producerId: bigint = r.int64()
  const transactionState: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ListTransactionsResponseTransactionState> = { transactionalId, producerId, transactionState }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListTransactionsResponse(w: Writer, m: ListTransactionsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.unknownStateFilters, 'unknownStateFilters', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'unknownStateFilters', i)
    }
  }
  {
    const a = w.array(m.transactionStates, 'transactionStates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListTransactionsResponseTransactionState(w, a[i] as ListTransactionsResponseTransactionState, v)
    } catch (error) {
      throw within(error, 'transactionStates', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListTransactionsResponse(r: Reader, v: number): Decoded<ListTransactionsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let unknownStateFilters: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    unknownStateFilters = a
  }
  let transactionStates: Decoded<ListTransactionsResponseTransactionState>[]
  {
    const n = r.compactArrayLength(11)
    const a = newArray<Decoded<ListTransactionsResponseTransactionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListTransactionsResponseTransactionState(r, v)
    transactionStates = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListTransactionsResponse> = { throttleTimeMs, errorCode, unknownStateFilters, transactionStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
