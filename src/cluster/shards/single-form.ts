import type { Decoded } from '../../protocol/api.ts'
import type { Answer, Destination, Shards } from '../routes/route.ts'
import { COORDINATOR_CODES } from './by-coordinator.ts'

/** An API whose newer versions take a list where the older take one. */
export interface SingleForm<Req, Res> {
  /** How lists are divided. */
  readonly list: Shards<Req, Res>
  /** The first version that takes lists. */
  readonly listsSince: number
  isList(request: Req): boolean
  /** Each entry of the list as a request of its own in the old form; undefined if that cannot say all of it. */
  singles(request: Req): readonly Req[] | undefined
  /** Where a request in the old form goes. */
  to(request: Req): Destination
  /** The code that an answer in the old form has for its only entry. */
  code(response: Decoded<Res>): number
  /** An answer in the old form as one to a list. */
  toList(request: Req, response: Decoded<Res>): Decoded<Res>
}

/** Divides requests that may come as lists or in the old form, and lists also for brokers that know only the old one. */
export function withSingleForm<Req, Res>(form: SingleForm<Req, Res>): Shards<Req, Res> {
  const { list } = form
  return {
    split: (request, map) =>
      form.isList(request) ? list.split(request, map) : { parts: [{ to: form.to(request), request }], unrouted: undefined },
    splitFurther: (request, maxVersion) => (maxVersion < form.listsSince && form.isList(request) ? form.singles(request) : undefined),
    sift: (request, response) => {
      if (form.isList(request)) return list.sift?.(request, response)
      const code = form.code(response)
      return COORDINATOR_CODES.has(code) ? { again: request, settled: undefined, codes: [code], hints: [] } : undefined
    },
    merge: (request, answers) => list.merge(request, form.isList(request) ? answers.map(answer => asList(form, answer)) : answers)
  }
}

function asList<Req, Res>(form: SingleForm<Req, Res>, answer: Answer<Req, Res>): Answer<Req, Res> {
  const { request, response } = answer
  return form.isList(request) ? answer : { request, response: form.toList(request, response) }
}
