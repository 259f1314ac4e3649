const TURNS = 1_000

/** Begins to watch; what it returns tells what this process still holds that it did not hold then: sockets of any kind, and timers. */
export function watchResources(): () => Promise<string[]> {
  const timers = held('Timeout').length
  return async () => {
    // A handle that was closed is let go of in the turns that follow.
    for (let turn = 0; turn < TURNS && held('TCP', 'TLS').length > 0; turn++) await new Promise(resolve => setImmediate(resolve))
    return [...held('TCP', 'TLS'), ...held('Timeout').slice(timers)]
  }
}

const held = (...kinds: string[]): string[] =>
  process.getActiveResourcesInfo().filter(resource => kinds.some(kind => resource.startsWith(kind)))
