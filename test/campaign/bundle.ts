import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'rolldown'

const PACKAGE = /^kafkawire(?:\/(.*))?$/
const SINGLE_FILES: readonly string[] = ['messages']

/** The campaign as one file, which processes start fast from. */
export interface Bundle extends AsyncDisposable {
  readonly file: string
}

/**
 * Makes one file of the campaign and the sources of the driver in a folder, in the way of
 * `simulation/module-hooks.mjs`. A process that loads it compiles nothing, and its code has no calls
 * that only give names to functions.
 */
export async function bundleOf(folder: string): Promise<Bundle> {
  const { build } = await import('rolldown') // the bundle itself never needs it
  const target = await mkdtemp(join(tmpdir(), 'kafkawire-campaign-'))
  const file = join(target, 'campaign.mjs')
  await build({
    input: join(folder, 'test/campaign/part.ts'),
    platform: 'node',
    treeshake: false, // package.json says that modules have no side effects: those of tests do
    external: [/^node:/, 'rolldown'],
    transform: { target: `node${process.versions.node}` },
    plugins: [driverOf(folder)],
    output: { file, format: 'esm', codeSplitting: false }
  })
  return { file, [Symbol.asyncDispose]: () => rm(target, { recursive: true }) }
}

// Each module keeps its own address, because some of them read files beside them.
function driverOf(folder: string): Plugin {
  const clock = join(folder, 'src/clock.ts')
  const liveClock = join(folder, 'test/campaign/simulation/live-clock.ts')
  return {
    name: 'driver-from-sources',
    async resolveId(source, importer) {
      const [, entry] = PACKAGE.exec(source) ?? []
      if (PACKAGE.test(source)) return join(folder, 'src', sourceOf(entry))
      if (!source.endsWith('/clock.ts')) return undefined
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      return resolved?.id === clock ? liveClock : resolved
    },
    transform(code, id) {
      if (!id.startsWith(folder)) return undefined
      return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
    }
  }
}

function sourceOf(entry: string | undefined): string {
  if (entry === undefined) return 'index.ts'
  return SINGLE_FILES.includes(entry) ? `${entry}.ts` : `${entry}/index.ts`
}
