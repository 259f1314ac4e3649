import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * Loads a package of test/integration/package.json. The types come from the caller, because `npm
 * test` type-checks these files where the packages are not installed.
 */
export function requirePackage<T>(name: string): T {
  try {
    return require(name)
  } catch (cause) {
    throw new Error(`${name} was not found: run 'npm ci --prefix test/integration'`, { cause })
  }
}
