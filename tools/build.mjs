// Compiles src/ to dist/, then makes each door one file above one that all share: a program that starts pays for every module it loads,
// and 95 messages take three times as long to import one by one.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const doors = ['index', 'messages', 'records/index', 'sasl/index', 'server/index', 'testing/index']

// Errors and primitives must be there once; these messages belong to the `.` door, which needs nothing else of the large file.
const core =
  /\/dist\/(errors|options|quote|version|type-checks|protocol\/(?!messages\/)|protocol\/messages\/(infos|api-versions|sasl-authenticate|sasl-handshake)\.)/
const messages = /\/dist\/(protocol\/)?messages[./]/

rmSync(dist, { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit'
})
const compiled = readdirSync(dist, { recursive: true }).filter(file => file.endsWith('.js'))

const { output } = await build({
  input: Object.fromEntries(doors.map(door => [door, join(dist, `${door}.js`)])),
  platform: 'node',
  output: {
    dir: dist,
    minifyInternalExports: false,
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [grouped('core', core, 2), grouped('messages', messages, 1)] }
  }
})

const bundled = new Set(output.map(({ fileName }) => fileName))
for (const file of compiled.map(name => name.replaceAll('\\', '/'))) {
  if (file.startsWith('protocol/messages/')) shareCore(join(dist, file))
  else if (!bundled.has(file)) rmSync(join(dist, file))
}

function grouped(name, pattern, priority) {
  return { name, priority, test: id => pattern.test(id.replaceAll('\\', '/')) }
}

// The doors of single messages stay a file each.
function shareCore(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"\.\.\/primitives\/[^"]+"|'\.\.\/primitives\/[^']+'/g, "'../../core.js'"))
}
