import type { Api, Decoded } from '../../../protocol/api.ts'

/** How an API answers that all of a request has failed, as its `getErrorResponse` in Kafka does. */
export interface ErrorAnswer {
  readonly api: Api<unknown, unknown>
  /** Makes the answer in which everything that the request names has this error code. */
  refuse(message: unknown, errorCode: number, apiVersion: number): unknown
  /**
   * The list of the request and the list of the answer that belong together, if each entry of the
   * request can fail alone: then a fault may strike some entries, and the broker handles the rest.
   */
  readonly lists?: readonly EntryLists[]
}

/** The names of two fields whose entries belong together. */
export interface EntryLists {
  readonly request: string
  readonly answer: string
}

/** Describes how an API answers with an error. `lists` are pairs of request field, answer field. */
export function errorAnswer<Req, Res>(
  api: Api<Req, Res>,
  refuse: (message: Decoded<Req>, errorCode: number, apiVersion: number) => Res,
  ...lists: readonly (readonly [request: keyof Req & string, answer: keyof Res & string])[]
): ErrorAnswer {
  const known = lists.map(([request, answer]) => ({ request, answer }))
  return { api: api as Api<unknown, unknown>, refuse: refuse as ErrorAnswer['refuse'], ...(known.length > 0 && { lists: known }) }
}
