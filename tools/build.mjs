// Compiles src/ to dist/, then bundles each entry point of the package into one file, above one
// file that all entry points share. A program that starts pays for every module that it loads: 95
// messages take three times as long to import one by one.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const entryPoints = [
  'index',
  'doctor/index',
  'messages',
  'otel/index',
  'records/index',
  'sasl/index',
  'server/index',
  'testing/index',
  'cli/main'
]

// Errors and primitives must exist once. The messages in this pattern belong to the entry point
// `.`, which needs nothing else of the file with all messages.
const core =
  /\/dist\/(clock|waiting\/(abortable|async-context|many-listeners|pause|ring|time-limit|timer-delay)|errors|options|quote|version|type-checks|conn\/address|protocol\/(?!messages\/)|protocol\/messages\/(infos|api-versions|describe-cluster|find-coordinator|get-telemetry-subscriptions|metadata|push-telemetry|sasl-authenticate|sasl-handshake)\.)/
const messages = /\/dist\/(protocol\/)?messages[./]/

// A connection to one broker. The entry point `.` needs it, and `kafkawire metadata` needs nothing
// else of that entry point.
const conn = /\/dist\/(conn\/|cluster\/brokers\/round\.)/

// What every command of the command line needs, and what those need that connect to a broker. One
// file loads faster than ten.
const frame = /\/dist\/cli\/(command-error|exit-codes|connection\/connection-flags|frame\/(?!outcome-lines))/
const session = /\/dist\/cli\/(connection\/(connection-settings|read-file)|topics\/no-topic)\./

rmSync(dist, { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit'
})
const compiled = readdirSync(dist, { recursive: true }).filter(file => file.endsWith('.js'))
const codes = await import(pathToFileURL(join(dist, 'protocol/codes/index.js')).href)

const { output } = await build({
  input: Object.fromEntries(entryPoints.map(name => [name, join(dist, `${name}.js`)])),
  platform: 'node',
  external: ['@opentelemetry/api'],
  plugins: [
    { name: 'numbers-of-codes', transform: numbersOfCodes },
    { name: 'programs-on-top', resolveId: sharedIndex }
  ],
  output: {
    dir: dist,
    minifyInternalExports: false,
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        grouped('core', core, 2),
        grouped('conn', conn, 1),
        grouped('messages', messages, 1),
        grouped('frame', frame, 1),
        grouped('session', session, 1)
      ]
    }
  }
})

const bundled = new Set(output.map(({ fileName }) => fileName))
for (const file of compiled.map(name => name.replaceAll('\\', '/'))) {
  if (file.startsWith('protocol/messages/')) shareCore(join(dist, file))
  else if (!bundled.has(file)) rmSync(join(dist, file))
}

// The doctor and the commands are programs on top of the entry point `.`: they import it as users do.
// Without this its code would move to a file that it shares with them. Their own code lies in files
// beside it.
function sharedIndex(source, importer = '') {
  const from = importer.replaceAll('\\', '/')
  const isProgram = ['cli', 'doctor'].some(folder => from.startsWith(`${dist}/${folder}/`.replaceAll('\\', '/')))
  return isProgram && join(dirname(importer), source) === join(dist, 'index.js') ? { id: './index.js', external: true } : undefined
}

function grouped(name, pattern, priority) {
  return { name, priority, test: id => pattern.test(id.replaceAll('\\', '/')) }
}

// Writes 16 for `errorCodes.NOT_COORDINATOR`, as a compiler does for a `const enum`. Bundlers cannot
// do that: they would keep the name at each place, and with it the whole object of codes.
function numbersOfCodes(code) {
  return code.replace(/(?<![\w$.])(\w+)\.([A-Z]\w*)\b/g, (written, object, name) => {
    const value = codes[object]?.[name]
    if (value === undefined) return written
    return typeof value === 'bigint' ? `(${value}n)` : `(${value})`
  })
}

// The entry points of single messages stay one file each.
function shareCore(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"\.\.\/primitives\/[^"]+"|'\.\.\/primitives\/[^']+'/g, "'../../core.js'"))
}
