type Dns = typeof import('node:dns')
type Done = (error: Error | null, found: { address: string }[]) => void

/**
 * The addresses of names in this test, or `stuck` for a look-up that never ends. All other names go
 * to the system's resolver.
 */
export const names: Map<string, readonly string[] | 'stuck'> = new Map()

/**
 * `node:dns` with the addresses of {@link names}: the factory of a test file's `vi.mock('node:dns',
 * …)`.
 */
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
