import { isFunction, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny } from '../../options.ts'
import type { Api } from '../../protocol/api.ts'
import type { HookErrors } from './hook-errors.ts'
import type { ReceivedRequest } from './received-request.ts'

/**
 * Answers a request in place of a broker.
 *
 * - Return the answer, or undefined to send none.
 * - `next()` lets the hook that was set before, or the broker, handle the request, and returns its
 *   answer.
 * - Throw a plain `Error` to close the connection.
 * - Anything else that it throws, such as a failed assertion, closes the connection too, and counts
 *   as a mistake: `close` of the cluster rejects with it.
 */
export type Hook<Req, Res> = (request: ReceivedRequest<Req>, next: () => Promise<Res>) => Res | undefined | Promise<Res | undefined>

/** Options of `TestingCluster.on`: the requests for which a hook is called. */
export interface HookOptions {
  /** The number of requests for which the hook is called. Default: all. */
  readonly times?: number | undefined
  /** The broker for whose requests the hook is called. Default: all brokers. */
  readonly nodeId?: number | undefined
}

interface SetHook {
  readonly nodeId: number | undefined
  readonly hook: Hook<unknown, unknown>
  timesLeft: number
}

/** The rule for a parameter that must be an API of `kafkawire/messages`. */
export const API: OptionRule = [
  'an API of kafkawire/messages',
  value => isRecord(value) && typeof value['key'] === 'number' && isFunction(value['decodeRequest']),
  'required'
]

/**
 * Checks the parameters of `on`, for a cluster with these brokers. Throws
 * `KAFKA_CONFIGURATION`.
 */
export function checkHook(api: unknown, options: unknown, hook: unknown, nodeIds: readonly number[]): void {
  const nodeId: OptionRule = [
    `the node id of a broker: ${nodeIds.join(', ')}`,
    value => nodeIds.includes(Number(value)) && typeof value === 'number'
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

  /** Sets a hook before all other hooks of this API. Returns a function that removes it. */
  set<Req, Res>(api: Api<Req, Res>, { times = Number.POSITIVE_INFINITY, nodeId }: HookOptions, hook: Hook<Req, Res>): () => void {
    const entry: SetHook = { nodeId, hook: hook as Hook<unknown, unknown>, timesLeft: times }
    this.#byKey.set(api.key, [entry, ...(this.#byKey.get(api.key) ?? [])])
    return () => {
      entry.timesLeft = 0
    }
  }

  /** Removes all hooks. */
  clear(): void {
    for (const entry of [...this.#byKey.values()].flat()) entry.timesLeft = 0
    this.#byKey.clear()
  }

  /** The answer of the newest hook that applies. If none applies, the result of `last`. */
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
      this.errors.noteBrokerError(error)
      throw error
    }
  }
}
