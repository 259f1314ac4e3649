import type { Random } from '../../../support/vectors/random.ts'

/** What is known of one broker while a sequence runs on it. */
export interface Bindings {
  /** The beginning of every name of the sequence. */
  readonly prefix: string
  /** The time at which the sequence began, the same for both brokers. */
  readonly nowMs: number
  /** The values that steps have kept from their answers, by name. */
  readonly kept: ReadonlyMap<string, unknown>
}

/**
 * A value that is known only when the request is sent, because each broker chooses its own: an id,
 * or a name that begins with the prefix of the run. `label` shows it in reports.
 */
export class Later<T> {
  readonly label: string
  readonly resolve: (bindings: Bindings) => T

  constructor(label: string, resolve: (bindings: Bindings) => T) {
    this.label = label
    this.resolve = resolve
  }
}

/** A request in which any value may be known later. */
export type Draft<T> =
  | Later<T>
  | (T extends Uint8Array | bigint | string | number | boolean | null | undefined
      ? T
      : T extends readonly (infer E)[]
        ? readonly Draft<E>[]
        : { [K in keyof T]: Draft<T[K]> })

/**
 * A value that a step has kept under this name. `otherwise` takes its place if the step failed or
 * was dropped.
 */
export function kept<T>(name: string, otherwise: T): Later<T> {
  return new Later(`‹${name}›`, bindings => (bindings.kept.has(name) ? (bindings.kept.get(name) as T) : otherwise))
}

/** A name of this sequence alone, such as that of a topic or a group. */
export function own(name: string): Later<string> {
  return new Later(`‹own ${name}›`, ({ prefix }) => `${prefix}${name}`)
}

/** A time in milliseconds since 1970, relative to the beginning of the sequence. */
export function fromNow(ms: number): Later<bigint> {
  return new Later(`‹now${ms < 0 ? '' : '+'}${ms} ms›`, ({ nowMs }) => BigInt(nowMs + ms))
}

/** Puts the values of one broker into a draft. */
export function resolve(draft: unknown, bindings: Bindings): unknown {
  if (draft instanceof Later) return resolve(draft.resolve(bindings), bindings)
  if (draft === null || typeof draft !== 'object' || draft instanceof Uint8Array) return draft
  if (Array.isArray(draft)) return draft.map(each => resolve(each, bindings))
  return Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, resolve(value, bindings)]))
}

/** One of these, chosen by weight: `[[9, 'often'], [1, 'rarely']]`. */
export function weighted<T>(random: Random, choices: readonly (readonly [weight: number, value: T])[]): T {
  let at = random.below(choices.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, value] of choices) if ((at -= weight) < 0) return value
  throw new Error('There is nothing to choose from')
}
