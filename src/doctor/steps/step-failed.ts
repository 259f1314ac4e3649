import { isError } from '../../type-checks.ts'
import type { DoctorStep, Problem } from '../report.ts'

const NAME = 'StepFailed'

/** Ends the look at a server, because the next steps need this one. */
export class StepFailed extends Error {
  readonly step: DoctorStep
  /** The finding in a few words. */
  readonly text: string
  readonly problem: Problem

  constructor(step: DoctorStep, text: string, problem: Problem) {
    super(text)
    this.name = NAME
    this.step = step
    this.text = text
    this.problem = problem
  }

  static isOne(error: unknown): error is StepFailed {
    return isError(error) && error.name === NAME
  }
}
