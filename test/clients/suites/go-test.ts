import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What became of a test. */
export type Outcome = 'pass' | 'fail' | 'skip'

/** A test of Go, with all that it printed. */
export interface GoTestResult {
  readonly outcome: Outcome
  readonly output: string
}

/** The tests to run. */
export interface GoTestTask {
  /** The folder of the module that requires the package. The tests come from Go's module cache. */
  readonly module: string
  readonly package: string
  readonly tests: readonly string[]
  /** How many tests run at the same time. */
  readonly parallel: number
  readonly env: Readonly<Record<string, string>>
}

interface GoTestEvent {
  readonly Action: string
  /** Without it, the event is about the whole package. */
  readonly Test?: string
  readonly Output?: string
}

const TIMEOUT = '180s'

/**
 * Runs tests of a package by `go test`, and resolves with the results by the names of the tests. A
 * test that did not end has failed. If the tests do not compile, all of them have.
 */
export async function goTest(task: GoTestTask): Promise<ReadonlyMap<string, GoTestResult>> {
  const flags = ['-json', '-count=1', `-parallel=${task.parallel}`, `-timeout=${TIMEOUT}`, `-run=^(${task.tests.join('|')})$`]
  const child = spawn('go', ['test', '-C', task.module, ...flags, task.package], {
    env: { ...process.env, ...task.env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const closed = once(child, 'close')
  const outputs = new Map<string, string>()
  const outcomes = new Map<string, Outcome>()
  for await (const line of createInterface({ input: child.stdout })) {
    const { Action, Test = '', Output = '' } = JSON.parse(line) as GoTestEvent
    const [name = ''] = Test.split('/')
    outputs.set(name, (outputs.get(name) ?? '') + Output)
    if (Test === name && isOutcome(Action)) outcomes.set(name, Action)
  }
  await closed
  const resultOf = (name: string): GoTestResult => {
    return { outcome: outcomes.get(name) ?? 'fail', output: outputs.get(name) ?? outputs.get('') ?? '' }
  }
  return new Map(task.tests.map(name => [name, resultOf(name)]))
}

function isOutcome(action: string): action is Outcome {
  return action === 'pass' || action === 'fail' || action === 'skip'
}
