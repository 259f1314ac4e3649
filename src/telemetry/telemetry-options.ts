import type { Metric } from '../metrics/families.ts'
import { isFunction, isRecord, type OptionRule, optionProblems } from '../options.ts'

/** What client metrics say of the program besides the metrics of the driver (KIP-714). */
export interface TelemetryOptions {
  /**
   * Attributes of the resource that all metrics describe. KIP-714 names `client_rack`, `group_id`,
   * `group_instance_id`, `group_member_id` and `transactional_id`, which the driver cannot know.
   * Default: none.
   */
  readonly attributes?: Readonly<Record<string, string>> | undefined
  /**
   * A function that returns metrics of the program, in the form of `readMetrics`. They are pushed
   * if a subscription asks for them. It is called before each push, and an underscore in a name
   * becomes a dot. If it throws, the push goes without these metrics. Default: none.
   */
  readonly metrics?: (() => readonly Metric[]) | undefined
}

/** The option `telemetry` of a cluster in words, and its check. */
export const TELEMETRY_RULE: OptionRule = ['true, false or an object of options', value => typeof value === 'boolean' || isRecord(value)]

const RULES: Record<keyof TelemetryOptions, OptionRule> = {
  attributes: ['an object of strings', value => isRecord(value) && Object.values(value).every(each => typeof each === 'string')],
  metrics: ['a function', isFunction]
}

/** The problems of the option `telemetry`, one sentence each. */
export function telemetryProblems(telemetry: unknown): string[] {
  return isRecord(telemetry) ? optionProblems(telemetry, RULES, 'telemetry') : []
}
