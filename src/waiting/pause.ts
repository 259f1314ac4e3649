import { clearTimeout, LONGEST_DELAY_MS, setTimeout } from '../clock.ts'
import { abortable } from './abortable.ts'

/** Lets time pass, at most 25 days of it; rejects with the signal's reason. It keeps the process alive, for somebody waits. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<void>(resolve => {
    timer = setTimeout(resolve, Math.min(Math.ceil(ms), LONGEST_DELAY_MS))
  })
  await abortable(passed, signal).finally(() => clearTimeout(timer))
}
