import { setMaxListeners } from 'node:events'

/**
 * Lets any number of listeners wait for a signal. Programs give one signal to as many calls as they
 * like, and a cluster has one of its own for all its connections. Node warns of a leak from the
 * 11th listener on; here each listener is removed when its work ends.
 */
export function allowManyListeners(signal: AbortSignal): void {
  try {
    setMaxListeners(0, signal)
  } catch {
    // Signals that are not Node's own, such as those of jsdom, are refused. They have no limit.
  }
}
