import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Packs the package, installs the tarball in a folder, and returns the path of `kafkawire`. */
export function install(folder) {
  const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ROOT], options)
  const [{ filename }] = JSON.parse(packed)
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--no-save', '--omit=peer', join(folder, filename)], options)
  return join(folder, 'node_modules/.bin/kafkawire')
}
