import { createHook } from 'node:async_hooks'

/** The timers that the project's code set while they were counted. */
export interface OwnTimers extends Disposable {
  /** The number of those that have not ended and keep the process alive. */
  readonly held: number
}

/**
 * Counts the timers that the project's code sets from now on. Timers of the test runner, which begin
 * and end at any time, are not counted.
 */
export function countOwnTimers(): OwnTimers {
  const timers: NodeJS.Timeout[] = []
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'Timeout' && isOwn(new Error('where the timer is created').stack)) timers.push(resource as NodeJS.Timeout)
    }
  }).enable()
  return {
    get held() {
      return timers.filter(timer => timer.hasRef() && !hasEnded(timer)).length
    },
    [Symbol.dispose]: () => void hook.disable()
  }
}

// The code of the test runner is in node_modules. Frames of this file are at the top of every stack.
const isOwn = (stack = ''): boolean => stack.split('\n').some(line => OWN_CODE.test(line) && !NOT_OWN_CODE.test(line))
const OWN_CODE = /[/\\](?:src|dist|test)[/\\]/
const NOT_OWN_CODE = /[/\\]node_modules[/\\]|own-timers/

// Node has no public question for this.
const hasEnded = (timer: NodeJS.Timeout): boolean => (timer as { readonly _destroyed?: boolean })._destroyed === true
