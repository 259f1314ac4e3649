import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder for jars, class-data archives and port reservations. Clusters without a folder of
 * their own are in it too.
 */
export function cacheDir(): string {
  const { XDG_CACHE_HOME } = process.env
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'kafkawire-harness')
}
