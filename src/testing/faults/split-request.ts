import { isRecord } from '../../options.ts'
import type { Handle } from './amended-answers.ts'
import type { ErrorAnswer } from './answers/error-answer.ts'
import type { RequestFault } from './request-fault.ts'
import { nameOf, subjectOf, type TopicNames } from './request-subjects.ts'

/**
 * Answers a request with an error code, for the topic or the group of the fault. Entries of the
 * request for others are carried out, if the API answers each by itself.
 */
export async function refuseNamed(
  known: ErrorAnswer,
  message: unknown,
  errorCode: number,
  apiVersion: number,
  fault: RequestFault,
  topics: TopicNames,
  next: Handle
): Promise<unknown> {
  const parts = split(known, message, fault, topics)
  if (parts === undefined) return known.refuse(message, errorCode, apiVersion)
  const answer = await next(parts.rest)
  const refused = known.refuse(parts.struck, errorCode, apiVersion)
  if (!isRecord(answer) || !isRecord(refused)) return answer
  return { ...answer, [parts.list]: [...listIn(answer, parts.list), ...listIn(refused, parts.list)] }
}

interface Parts {
  readonly struck: unknown
  readonly rest: unknown
  /** The list of the answer whose entries are joined. */
  readonly list: string
}

// Undefined if all of the request is struck.
function split({ lists = [] }: ErrorAnswer, message: unknown, fault: RequestFault, topics: TopicNames): Parts | undefined {
  if (!isRecord(message)) return undefined
  for (const { request, answer } of lists) {
    const wanted = fault[subjectOf(request)]
    const entries = listIn(message, request)
    const isStruck = (entry: unknown): boolean => nameOf(subjectOf(request), entry, topics) === wanted
    const rest = entries.filter(entry => !isStruck(entry))
    if (wanted === undefined || rest.length === 0) continue
    return { struck: { ...message, [request]: entries.filter(isStruck) }, rest: { ...message, [request]: rest }, list: answer }
  }
  return undefined
}

function listIn(struct: Record<string, unknown>, field: string): readonly unknown[] {
  const list = struct[field]
  return Array.isArray(list) ? list : []
}
