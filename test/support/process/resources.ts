const TURNS = 1_000

/**
 * Begins to watch timers. The returned function lists the sockets that this process holds, and the
 * timers that it holds beyond those at the beginning.
 */
export function watchResources(): () => Promise<string[]> {
  const timers = held('Timeout').length
  return async () => {
    // Node releases a closed handle in one of the next turns.
    for (let turn = 0; turn < TURNS && held('TCP', 'TLS').length > 0; turn++) await new Promise(resolve => setImmediate(resolve))
    return [...held('TCP', 'TLS'), ...held('Timeout').slice(timers)]
  }
}

const held = (...kinds: string[]): string[] =>
  process.getActiveResourcesInfo().filter(resource => kinds.some(kind => resource.startsWith(kind)))
