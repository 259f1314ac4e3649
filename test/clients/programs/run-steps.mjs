// Runs the steps of a client's program, and prints a line of JSON for each. The first argument of
// the program is the task as JSON: see ../support/steps.ts.
import { isDeepStrictEqual } from 'node:util'

const STEP_TIMEOUT_MS = 30_000
const MAX_CHARACTERS = 500

export async function runSteps(stepsOf) {
  const task = JSON.parse(process.argv.at(-1))
  const steps = stepsOf(task)
  for (const step of task.steps) {
    try {
      await within(steps[step](), STEP_TIMEOUT_MS)
      print({ step })
    } catch (error) {
      print({ step, error: String(error?.stack ?? error).slice(0, MAX_CHARACTERS) })
    }
  }
  process.exit() // a client may keep timers and sockets after its last step
}

const print = result => process.stdout.write(`${JSON.stringify(result)}\n`)

/** Throws if the values are not the same. */
export function equal(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`expected ${JSON.stringify(expected)}, not ${JSON.stringify(actual)}`)
}

/** Waits until something holds. */
export async function until(holds, timeoutMs = STEP_TIMEOUT_MS) {
  const deadline = Date.now() + timeoutMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${holds} did not hold within ${timeoutMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function within(promise, timeoutMs) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the step took more than ${timeoutMs} ms`)), timeoutMs)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
