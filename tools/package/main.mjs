// Checks the package as npm would publish it: publint, Are The Types Wrong, two versions of TypeScript,
// the size of each entry point, the links of the pages, and the SBOM.
// With a folder as argument, it leaves the tarball and the SBOM there.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { checkLinks } from './links.mjs'
import { checkSizes } from './sizes.mjs'
import { checkTypes } from './types.mjs'

const root = join(import.meta.dirname, '../..')
const scratch = mkdtempSync(join(tmpdir(), 'kafkawire-package-'))
const [kept] = process.argv.slice(2)
const folder = kept === undefined ? scratch : resolve(kept)
mkdirSync(folder, { recursive: true })
try {
  const tarball = join(folder, npm('pack', '--silent', '--ignore-scripts', '--pack-destination', folder).trim())
  const problems = [
    ...lint('publint', 'run', tarball, '--strict'),
    ...lint('attw', tarball, '--profile', 'esm-only'),
    ...(await checkSizes()),
    ...checkTypes(tarball, scratch),
    ...checkLinksOf(tarball),
    ...checkSbom()
  ]
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true })
}

function lint(tool, ...args) {
  try {
    console.log(execFileSync(join(import.meta.dirname, 'node_modules/.bin', tool), args, { encoding: 'utf8' }))
    return []
  } catch ({ stdout = '', stderr = '' }) {
    return [`${tool} found problems in the package:\n${stdout}${stderr}`]
  }
}

function checkLinksOf(tarball) {
  const unpacked = join(scratch, 'unpacked')
  mkdirSync(unpacked)
  execFileSync('tar', ['-xf', tarball, '-C', unpacked, '--strip-components=1'])
  const files = readdirSync(unpacked, { recursive: true }).map(name => name.replaceAll('\\', '/'))
  return checkLinks(
    unpacked,
    files.filter(name => statSync(join(unpacked, name)).isFile())
  )
}

// Lists what the package contains for its users: itself alone, because it has no runtime dependencies.
function checkSbom() {
  const sbom = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'peer')
  writeFileSync(join(folder, 'kafkawire.cdx.json'), sbom)
  const { components = [] } = JSON.parse(sbom)
  return components.length === 0 ? [] : [`the package has runtime dependencies: ${components.map(({ name }) => name).join(', ')}`]
}

function npm(...args) {
  return execFileSync('npm', args, { cwd: root, encoding: 'utf8' })
}
