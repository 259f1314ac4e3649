import { constants } from 'node:os'

const pending = new Set<() => void>()

/**
 * Runs `end` if this process exits or gets SIGINT, SIGTERM or SIGHUP before the returned function
 * is called. `end` must be synchronous, because an exiting process waits for no promise.
 */
export function onInterrupt(end: () => void): () => void {
  if (pending.size === 0) listen()
  pending.add(end)
  return () => {
    if (pending.delete(end) && pending.size === 0) unlisten()
  }
}

// The last function runs first, so that whatever was started within something else stops before it.
function endAll(): void {
  for (const end of [...pending].reverse()) {
    pending.delete(end)
    try {
      end()
    } catch (error) {
      console.error(error)
    }
  }
}

function endAndExit(signal: NodeJS.Signals): void {
  endAll()
  process.exit(128 + constants.signals[signal])
}

function listen(): void {
  process.on('exit', endAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endAndExit)
}

function unlisten(): void {
  process.off('exit', endAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, endAndExit)
}
