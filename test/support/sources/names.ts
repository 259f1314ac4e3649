type Dns = typeof import('node:dns')
type Done = (error: Error | null, found: { address: string }[]) => void

/** Names whose look-up a test decides, `stuck` for one that never ends; all others go to the resolver. */
export const names: Map<string, readonly string[] | 'stuck'> = new Map()

/** `node:dns` that heeds {@link names}: the factory of a test file's `vi.mock('node:dns', …)`. */
export async function dnsOfNames(importOriginal: () => Promise<unknown>): Promise<Dns> {
  const original = (await importOriginal()) as Dns
  const lookup = (name: string, options: object, done: Done): void => {
    const found = names.get(name)
    if (found === undefined) original.lookup(name, options, done as never)
    else if (found !== 'stuck') setImmediate(() => done(null, addressed(found)))
  }
  return { ...original, lookup: lookup as never }
}

const addressed = (found: readonly string[]): { address: string }[] => found.map(address => ({ address }))
