/** Something that happens when the test says so. */
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

/** Lets a number of turns of the event loop pass, for what must not happen to have had its chance. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(resolve => setImmediate(resolve))
}

/** Waits, turn by turn, until something holds; a test that waits in vain fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${String(holds)}`)
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Sockets, servers and immediates that Node holds at this moment: what a closed thing must not leave behind. */
export function heldResources(): string[] {
  return process.getActiveResourcesInfo().filter(name => name.startsWith('TCP') || name === 'Immediate')
}

/** Timers that keep the process alive, those of the test runner included. */
export function heldTimers(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
}
