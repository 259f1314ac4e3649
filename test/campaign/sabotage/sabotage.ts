import type { Choice } from '../schedule/choice.ts'

/** One place of the sources, and what stands there instead. */
export interface Change {
  /** The file, from the folder of the project. */
  readonly file: string
  /** The text, exactly as it is. It is in the file once. */
  readonly from: string
  readonly to: string
}

/** A deliberate fault of the driver, which the campaign must find. */
export interface Sabotage {
  readonly name: string
  /** What is wrong then, in one sentence. */
  readonly what: string
  readonly changes: readonly Change[]
  /**
   * Which schedules are looked through, so that the search is short. They are among those that the
   * campaign runs in any case.
   */
  readonly choice?: Choice
  /** Whether the driver once had this fault. */
  readonly wasReal?: boolean
}

/** The text of a file after a change. Throws if the place is not there, or is there twice. */
export function changed(text: string, { file, from, to }: Change): string {
  const places = text.split(from).length - 1
  if (places !== 1) throw new Error(`${file} has this text ${places} times, and must have it once:\n${from}`)
  return text.replace(from, () => to)
}
