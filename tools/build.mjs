// Compiles src/ to dist/, then makes the `./messages` door one file: 95 modules take three times as long to import as one.
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const door = join(dist, 'messages.js')

rmSync(dist, { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })

if (existsSync(door)) {
  await build({
    entryPoints: [door],
    outfile: door,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    plugins: [{ name: 'share-what-is-not-a-message', setup: shareWhatIsNotAMessage }]
  })
}

// The primitives, the errors and the rest of the protocol stay the modules that every door shares.
function shareWhatIsNotAMessage({ onResolve }) {
  onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
    if (kind === 'entry-point') return
    const target = join(resolveDir, path)
    if (target.startsWith(join(dist, 'protocol/messages'))) return
    return { path: `./${target.slice(dist.length + 1).replaceAll('\\', '/')}`, external: true }
  })
}
