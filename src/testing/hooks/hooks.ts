import { isFunction, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny } from '../../options.ts'
import type { Api } from '../../protocol/api.ts'
import type { HookErrors } from './hook-errors.ts'
import type { ReceivedRequest } from './received-request.ts'

/**
 * Answers in a broker's stead. `next` gives what the hook set before, or else the broker, would answer, after having done what the
 * request asks. Undefined is no answer. Whatever the hook throws closes the connection; what is no plain `Error`, such as a failed assertion, is
 * taken for a mistake, which the cluster's `close` rejects with.
 */
export type Hook<Req, Res> = (request: ReceivedRequest<Req>, next: () => Promise<Res>) => Res | undefined | Promise<Res | undefined>

/** When a hook applies. */
export interface HookOptions {
  /** For how many requests; for all, unless given. */
  readonly times?: number | undefined
  /** For requests to this broker only. */
  readonly nodeId?: number | undefined
}

interface SetHook {
  readonly nodeId: number | undefined
  readonly hook: Hook<unknown, unknown>
  timesLeft: number
}

/** The rule for whatever is to be one of the values of `kafkawire/messages`. */
export const API: OptionRule = [
  'an API of kafkawire/messages',
  value => isRecord(value) && typeof value['key'] === 'number' && isFunction(value['decodeRequest']),
  'required'
]

/** Checks what `on` was given, for a cluster of so many brokers. Throws `KAFKA_CONFIGURATION`. */
export function checkHook(api: unknown, options: unknown, hook: unknown, brokers: number): void {
  const nodeId: OptionRule = [
    `a node id, from 1 to ${brokers}`,
    value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= brokers
  ]
  const rules: Record<keyof HookOptions, OptionRule> = { times: LIMIT, nodeId }
  const problems = optionProblems({ api, hook }, { api: API, hook: ['a function', isFunction, 'required'] })
  refuseIfAny('on', [...problems, ...optionProblems(options, rules)])
}

/** The hooks of a cluster. */
export class Hooks {
  readonly errors: HookErrors
  readonly #byKey = new Map<number, SetHook[]>()

  constructor(errors: HookErrors) {
    this.errors = errors
  }

  /** Sets a hook before all others of this API, and returns the function that takes it away. */
  set<Req, Res>(api: Api<Req, Res>, { times = Number.POSITIVE_INFINITY, nodeId }: HookOptions, hook: Hook<Req, Res>): () => void {
    const entry: SetHook = { nodeId, hook: hook as Hook<unknown, unknown>, timesLeft: times }
    this.#byKey.set(api.key, [entry, ...(this.#byKey.get(api.key) ?? [])])
    return () => {
      entry.timesLeft = 0
    }
  }

  /** The answer of the newest hook that applies, or `last` if there is none. */
  async answer(apiKey: number, request: ReceivedRequest<unknown>, last: () => unknown): Promise<unknown> {
    const hooks = (this.#byKey.get(apiKey) ?? []).filter(hook => hook.timesLeft > 0)
    this.#byKey.set(apiKey, hooks)
    const applying = hooks.filter(({ nodeId }) => nodeId === undefined || nodeId === request.nodeId)
    const run = async (index: number): Promise<unknown> => {
      const entry = applying[index]
      if (entry === undefined) return this.#ownAnswer(last)
      if (entry.timesLeft <= 0) return run(index + 1)
      entry.timesLeft--
      try {
        return await entry.hook(request, () => run(index + 1))
      } catch (error) {
        this.errors.note(error, request)
        throw error
      }
    }
    return run(0)
  }

  async #ownAnswer(last: () => unknown): Promise<unknown> {
    try {
      return await last()
    } catch (error) {
      this.errors.noteBrokers(error)
      throw error
    }
  }
}
