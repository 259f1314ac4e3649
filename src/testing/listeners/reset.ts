import type { Transport } from './listener.ts'

/**
 * Ends a connection by RST. A connection whose FIN waits to be sent is closed without RST, because
 * Node fails there with EINVAL: the socket then stays open for ever, and keeps the process from
 * ending.
 */
export function reset(transport: Transport): void {
  if (transport.writableEnded && !transport.writableFinished) transport.destroy()
  else transport.resetAndDestroy()
}
