/** An event that happens when the test says so. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

/** A closed gate. */
export function gate(): Gate {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/**
 * Waits for a number of turns of the event loop, so that an event that must not happen has time to
 * happen.
 */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(resolve => setImmediate(resolve))
}

/** Waits, turn by turn, until the condition is true; throws after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`still false after ten seconds: ${String(holds)}`)
    await new Promise(resolve => setImmediate(resolve))
  }
}

/**
 * The sockets, servers and immediates that Node holds now: a closed object must leave none of them.
 */
export function heldResources(): string[] {
  return process.getActiveResourcesInfo().filter(name => name.startsWith('TCP') || name === 'Immediate')
}
