import type { VersionRange } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { Answer, Destination, Shards } from '../route.ts'
import { COORDINATOR_CODES } from './by-coordinator.ts'

/** An API whose newer versions have another form for the same request: most often a list where the older versions take one entry. */
export interface TwoForms<Req, Res> {
  /** How requests in the new form are divided. */
  readonly newForm: Shards<Req, Res>
  /** The first version that takes the new form. */
  readonly newSince: number
  isNew(request: Req): boolean
  /** The same in the old form, each entry of a list as a request of its own if need be; undefined if that form cannot say all of it. */
  toOld(request: Req): readonly Req[] | undefined
  /** A request in the old form in the new one; undefined if it is as good in both. Without this, brokers that know only the new form cannot be asked in the old. */
  toNew?(request: Req): Req | undefined
  /** Where a request in the old form goes, and the code that the answer has for its only entry. Without this, as in the new form. */
  readonly oldForm?: { to(request: Req): Destination; code(response: Decoded<Res>): number }
  /** An answer in the old form as one in the new. Without this, both have the same. */
  newAnswer?(request: Req, response: Decoded<Res>): Decoded<Res>
  /** An answer in the new form as one in the old. Without this, both have the same. */
  oldAnswer?(response: Decoded<Res>): Decoded<Res>
}

/** Divides requests that may come in a new form or an old one, and translates them for brokers that know only the other. */
export function withTwoForms<Req, Res>(forms: TwoForms<Req, Res>): Shards<Req, Res> {
  const { newForm, oldForm } = forms
  return {
    split: (request, map) =>
      oldForm === undefined || forms.isNew(request)
        ? newForm.split(request, map)
        : { parts: [{ to: oldForm.to(request), request }], unrouted: undefined },
    splitFurther: (request, spoken) => translate(forms, request, spoken),
    sift: (request, response, context) => {
      if (oldForm === undefined || forms.isNew(request)) return newForm.sift?.(request, response, context)
      const code = oldForm.code(response)
      return COORDINATOR_CODES.has(code) ? { again: request, settled: undefined, codes: [code], hints: [] } : undefined
    },
    gap: (request, response) => (forms.isNew(request) ? newForm.gap?.(request, response) : undefined),
    merge: (request, answers) => {
      const isNew = forms.isNew(request)
      return newForm.merge(
        request,
        answers.map(answer => (isNew ? inNewForm(forms, answer) : inOldForm(forms, answer)))
      )
    }
  }
}

function translate<Req, Res>(forms: TwoForms<Req, Res>, request: Req, { min, max }: VersionRange): readonly Req[] | undefined {
  if (min > max) return undefined
  if (forms.isNew(request)) return max < forms.newSince ? forms.toOld(request) : undefined
  const translated = min < forms.newSince ? undefined : forms.toNew?.(request)
  return translated === undefined ? undefined : [translated]
}

function inNewForm<Req, Res>(forms: TwoForms<Req, Res>, answer: Answer<Req, Res>): Answer<Req, Res> {
  const { request, response } = answer
  if (forms.newAnswer === undefined || forms.isNew(request)) return answer
  return { request, response: forms.newAnswer(request, response) }
}

function inOldForm<Req, Res>(forms: TwoForms<Req, Res>, answer: Answer<Req, Res>): Answer<Req, Res> {
  const { request, response } = answer
  if (forms.oldAnswer === undefined || !forms.isNew(request)) return answer
  return { request, response: forms.oldAnswer(response) }
}
