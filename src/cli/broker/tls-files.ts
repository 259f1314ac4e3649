import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestingCluster } from '../../testing/index.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** The files that clients need for TLS. */
export interface TlsFiles {
  /** The certificate authority, in PEM. */
  readonly caFile: string
  /** The certificate of a client, in PEM. */
  readonly certFile: string
  /** The key of this certificate, in PEM. */
  readonly keyFile: string
  /** Removes the files, unless the user chose their folder. */
  remove(): void
}

const ONLY_OWNER = 0o600

/**
 * Writes the certificates for clients of a cluster; undefined if the cluster has no TLS. Without a
 * folder it makes one for this process.
 */
export function writeTlsFiles({ tls }: TestingCluster, folder: string | undefined): TlsFiles | undefined {
  if (tls === undefined) return undefined
  try {
    if (folder !== undefined) mkdirSync(folder, { recursive: true })
    const into = folder ?? mkdtempSync(join(tmpdir(), 'kafkawire-tls-'))
    const write = (name: string, text: string): string => {
      const path = join(into, name)
      writeFileSync(path, text, { mode: ONLY_OWNER })
      return path
    }
    const remove = (): void => {
      process.removeListener('exit', remove)
      if (folder === undefined) rmSync(into, { recursive: true, force: true })
    }
    process.once('exit', remove) // as when the reader of the output has gone
    return {
      caFile: write('ca.pem', tls.ca),
      certFile: write('client.pem', tls.cert),
      keyFile: write('client-key.pem', tls.key),
      remove
    }
  } catch (error) {
    throw new CommandError(
      `broker: the certificates cannot be written: ${messageOf(error)}. Choose a folder with --tls-dir`,
      exitCodes.FAILED
    )
  }
}
