import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * A package of test/integration's own package.json. Types come from the caller, for `npm test` checks these files where nobody has
 * installed them.
 */
export function requirePackage<T>(name: string): T {
  try {
    return require(name)
  } catch (cause) {
    throw new Error(`${name} was not found: run 'npm ci --prefix test/integration'`, { cause })
  }
}
