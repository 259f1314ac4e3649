import type { Schedule } from './schedule.ts'

/** Which schedules are run: those with one of these actors, and one of these faults. */
export interface Choice {
  /** The names of kinds of actors. Default: any. */
  readonly actors?: readonly string[]
  /** The names of kinds of faults. Default: any. */
  readonly faults?: readonly string[]
  readonly profile?: Schedule['settings']['profile']
}

/** Whether a schedule has what a choice asks for. */
export function isChosen({ actors, faults, settings }: Schedule, choice: Choice): boolean {
  return (
    (choice.actors?.some(name => actors.some(({ actor }) => actor === name)) ?? true) &&
    (choice.faults?.some(name => faults.some(({ fault }) => fault === name)) ?? true) &&
    (choice.profile === undefined || choice.profile === settings.profile)
  )
}
