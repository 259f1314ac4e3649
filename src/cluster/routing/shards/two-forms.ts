import type { VersionRange } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { Answer, Destination, Shards } from '../route.ts'
import { COORDINATOR_CODES } from './by-coordinator.ts'

/**
 * The two forms of an API whose newer versions have other fields for the same request, most often a
 * list where older versions have one entry.
 */
export interface TwoForms<Req, Res> {
  /** How requests of the new form are divided. */
  readonly newForm: Shards<Req, Res>
  /** The first version that has the new form. */
  readonly newSince: number
  /** Whether a request is of the new form. */
  isNew(request: Req): boolean
  /**
   * Translates a request of the new form into one or more of the old form, for example one for each
   * entry of a list. Returns undefined if the old form cannot express the request.
   */
  toOld(request: Req): readonly Req[] | undefined
  /**
   * Translates a request of the old form into one of the new form. Returns undefined if the request
   * is valid in both. Without this function, requests of the old form are not translated.
   */
  toNew?(request: Req): Req | undefined
  /**
   * The destination of a request of the old form, and the error code of its answer. Without it,
   * both are as in the new form.
   */
  readonly oldForm?: { to(request: Req): Destination; code(response: Decoded<Res>): number }
  /** Translates an answer of the old form into the new one. Without it, both have the same form. */
  newAnswer?(request: Req, response: Decoded<Res>): Decoded<Res>
  /** Translates an answer of the new form into the old one. Without it, both have the same form. */
  oldAnswer?(response: Decoded<Res>): Decoded<Res>
}

/**
 * For requests that have an old and a new form, such as OffsetFetch. A request may be of either
 * form. It is translated for a broker that speaks only the other one, and the answer is translated
 * back.
 */
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
