import { expect } from 'vitest'
import type { Diagnosis } from '../../../src/doctor/index.ts'

/** What a diagnosis ends with. */
export const endOf = ({ status, failedStep, cause, remedy }: Diagnosis): unknown => ({ status, failedStep, cause, remedy })
/** The end of a diagnosis that failed at this step. */
export const failed = (failedStep: string, cause: unknown, remedy: string): unknown => ({
  status: 'failed',
  failedStep,
  cause,
  remedy: expect.stringContaining(remedy)
})
