import { type CallEntry, deliveryOf, type History } from '../history.ts'
import { identitiesOf, type Tap } from './tap.ts'

/**
 * Invariant 3: what an error says about the delivery is true. A program may send the same records
 * again, by another call: what that one may have done does not count.
 */
export function deliveryIsTrue(history: History, tap: Pick<Tap, 'received' | 'done'>): string[] {
  const sent = new Set(history.entries.filter(entry => deliveryOf(entry) !== 'not-sent').flatMap(identitiesIn))
  return history.entries.flatMap(entry => problemOf(entry, tap, sent) ?? [])
}

const identitiesIn = ({ api, request }: CallEntry): readonly string[] => identitiesOf(api, request) ?? []

function problemOf(entry: CallEntry, { received, done }: Pick<Tap, 'received' | 'done'>, sent: ReadonlySet<string>): string | undefined {
  const delivery = deliveryOf(entry)
  if (delivery === undefined) return undefined
  const identities = identitiesOf(entry.api, entry.request)
  if (identities === undefined) return undefined
  const what = `${entry.api}, called at ${Math.round(entry.beganMs)} ms, failed as ${delivery}`
  if (delivery === 'not-sent' && identities.some(identity => done.has(identity) && !sent.has(identity)))
    return `${what}, but a broker did it: ${String(entry.error)}`
  if (delivery === 'answered' && !identities.some(identity => received.has(identity)))
    return `${what}, but no broker received it: ${String(entry.error)}`
  return undefined
}
