import { now } from '../clock.ts'
import type { Diagnosis, DoctorStep, Finding, Problem } from './report.ts'

/** What a finding says beside its step, subject and status. */
export interface Note {
  readonly text: string
  readonly elapsedMs?: number | undefined
}

/** The findings of a diagnosis, in order. */
export class Notebook {
  readonly findings: Finding[] = []
  readonly #beganMs: number = now()
  readonly #onFinding: ((finding: Finding) => void) | undefined

  constructor(onFinding: ((finding: Finding) => void) | undefined) {
    this.#onFinding = onFinding
  }

  add(finding: Finding): void {
    this.findings.push(finding)
    this.#onFinding?.(finding)
  }

  ok(step: DoctorStep, subject: string, text: string, elapsedMs?: number): void {
    this.add({ step, subject, status: 'ok', text, elapsedMs })
  }

  skipped(step: DoctorStep, subject: string, text: string): void {
    this.add({ step, subject, status: 'skipped', text })
  }

  warning(step: DoctorStep, subject: string, text: string, problem: Problem): void {
    this.add({ step, subject, status: 'warning', text, problem })
  }

  failed(step: DoctorStep, subject: string, text: string, problem: Problem, elapsedMs?: number): void {
    this.add({ step, subject, status: 'failed', text, problem, elapsedMs })
  }

  /** The first failure, otherwise the first warning, decides. */
  verdict(allWell: string): Pick<Diagnosis, 'status' | 'failedStep' | 'cause' | 'remedy' | 'elapsedMs'> {
    const failure = this.findings.find(({ status }) => status === 'failed')
    const worst = failure ?? this.findings.find(({ status }) => status === 'warning')
    return {
      status: failure !== undefined ? 'failed' : worst !== undefined ? 'warning' : 'ok',
      failedStep: failure?.step,
      cause: worst?.problem?.cause ?? allWell,
      remedy: worst?.problem?.remedy ?? 'Nothing needs to be changed.',
      elapsedMs: Math.round(now() - this.#beganMs)
    }
  }
}
