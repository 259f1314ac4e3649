import { clearTimeout, setTimeout } from '../clock.ts'
import { abortable } from './abortable.ts'
import { timerDelay } from './timer-delay.ts'

/**
 * Resolves after `ms` milliseconds, at most 24.8 days. Rejects with the reason of the signal if
 * that is aborted first. Keeps the process alive, because a caller waits.
 */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<void>(resolve => {
    timer = setTimeout(resolve, timerDelay(ms))
  })
  await abortable(passed, signal).finally(() => clearTimeout(timer))
}
