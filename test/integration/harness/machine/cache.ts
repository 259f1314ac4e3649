import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder that keeps jars, class-data archives, port reservations and, unless told otherwise, the running clusters. */
export function cacheDir(): string {
  const { XDG_CACHE_HOME } = process.env
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'kafkawire-harness')
}
