import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startTestingCluster } from '../../../src/testing/index.ts'

const DIST = join(import.meta.dirname, '../../../dist')
const COMMAND = join(DIST, 'cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'loaded-modules-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('kafkawire broker loads the messages and the testing broker, and nothing of the client, of TLS or of HTTP', async () => {
  const loaded = await modulesOf('broker', '--port', '0', '--json')
  expect(loaded).toContain('testing.js')
  expect(loaded).toContain('NativeModule net')
  for (const unneeded of ['index.js', 'NativeModule tls', 'NativeModule http']) expect(loaded).not.toContain(unneeded)
})

test('kafkawire broker --control loads HTTP, and --tls loads TLS', async () => {
  const loaded = await modulesOf('broker', '--port', '0', '--json', '--control', '0', '--tls')
  expect(loaded).toContain('NativeModule http')
  expect(loaded).toContain('NativeModule tls')
})

// The start of the command is mostly the time to compile these files. With index.js, which has the
// pool, the routes and the telemetry, `npm run bench:cli` measured 1.7 times the time of node:net,
// and without it 1.3.
test('kafkawire metadata loads six files with less than 400 kB, and nothing of the cluster, of SASL, of TLS or of compression', async () => {
  await using kafka = await startTestingCluster()
  const loaded = await modulesOf('metadata', '--bootstrap', kafka.bootstrap)
  const files = loaded.filter(name => name.endsWith('.js'))
  expect(files.toSorted()).toEqual(['conn.js', 'core.js', 'frame.js', 'main.js', 'metadata-command.js', 'session.js'])
  const bytes = files.map(name => statSync(join(DIST, name === 'main.js' ? 'cli/main.js' : name)).size)
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(400_000)
  for (const name of ['tls', 'http', 'zlib', 'readline', 'child_process']) expect(loaded).not.toContain(`NativeModule ${name}`)
})

test('kafkawire topics loads the cluster', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  expect(await modulesOf('topics', 'list', '--bootstrap', kafka.bootstrap)).toContain('index.js')
})

/** The names of the files that the command loads until its end, and of the modules of Node. */
async function modulesOf(...args: readonly string[]): Promise<readonly string[]> {
  const list = JSON.stringify(join(folder, `list-${args.length}`))
  const append = `import { appendFileSync } from 'node:fs'; const append = text => appendFileSync(${list}, text + '\\n')`
  const hook = `${append}; export const load = (url, context, next) => { append(url); return next(url, context) }`
  const script = `${append}; import { register } from 'node:module'; register(${JSON.stringify(urlOf(hook))})
    process.on('exit', () => append(process.moduleLoadList.join('\\n')))`
  const child = spawn(process.execPath, ['--import', urlOf(script), COMMAND, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  await once(child, 'close')
  return readFileSync(JSON.parse(list), 'utf8')
    .trim()
    .split('\n')
    .map(name => (name.startsWith('file:') ? basename(name) : name))
}

const urlOf = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`
