import { Fetch } from '../../../protocol/messages/fetch.ts'
import { Metadata } from '../../../protocol/messages/metadata.ts'
import type { ErrorAnswer } from './error-answer.ts'
import { clusterErrors } from './errors-of-cluster.ts'
import { groupsErrors } from './errors-of-groups.ts'
import { recordsErrors } from './errors-of-records.ts'
import { securityErrors } from './errors-of-security.ts'
import { shareGroupsErrors } from './errors-of-share-groups.ts'
import { topicsErrors } from './errors-of-topics.ts'
import { transactionsErrors } from './errors-of-transactions.ts'

/** How each API answers with an error, by API key. */
export const errorAnswers: ReadonlyMap<number, ErrorAnswer> = new Map(
  [
    ...clusterErrors,
    ...groupsErrors,
    ...recordsErrors,
    ...securityErrors,
    ...shareGroupsErrors,
    ...topicsErrors,
    ...transactionsErrors
  ].map(each => [each.api.key, each])
)

/**
 * Whether an error fault can be made for this API. Metadata and Fetch are answered by the broker
 * first, and their entries then get the error: see amended-answers.ts.
 */
export function canFail(apiKey: number): boolean {
  return errorAnswers.has(apiKey) || apiKey === Metadata.key || apiKey === Fetch.key
}
