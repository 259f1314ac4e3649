import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { programOf } from './markdown.ts'
import { readSource } from './sources.ts'

const root = join(import.meta.dirname, '../../..')

/** A block of TypeScript in a page of the documentation. */
export interface Sample {
  /** The page and the number of the block in it, from 1 on: `records-2`. */
  readonly name: string
  readonly text: string
}

/** Blocks in a folder of their own, each of them a module that stands on the sources. */
export interface SampleFolder extends Disposable {
  /** What the strict compiler has against them, with its settings for the project. */
  compile(): Promise<string>
  /** Runs a block; resolves with what it exports. */
  run(sample: Sample): Promise<Record<string, unknown>>
}

/** All blocks of a page. */
export function samplesOf(page: string): Sample[] {
  const blocks = readSource(`docs/${page}.md`).text.matchAll(/^```ts\n(.*?)^```$/gms)
  return [...blocks].map(([, text = ''], index) => ({ name: `${page}-${index + 1}`, text }))
}

/** All blocks of a page as one program, for a page whose blocks build on each other. */
export function programSampleOf(path: string): Sample {
  return { name: `program-${basename(path, '.md')}`, text: programOf(readSource(path).text) }
}

/** Writes blocks to files. What they import from the package is taken from the sources, so that nothing has to be built before. */
export function writeSamples(samples: readonly Sample[]): SampleFolder {
  const folder = mkdtempSync(join(tmpdir(), 'samples-'))
  const pathOf = ({ name }: Sample): string => join(folder, `${name}.ts`)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const sample of samples) writeFileSync(pathOf(sample), `${onSources(sample.text)}\nexport {}\n`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings(samples)))
  return {
    async compile() {
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch(error => error)
      return stdout
    },
    run: sample => import(/* @vite-ignore */ pathOf(sample)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true })
  }
}

function onSources(text: string): string {
  return text.replace(/ from 'kafkawire(\/[\w-]+)?'/g, (_, door: string | undefined) => {
    const file = door === undefined || door === '/messages' ? `${door ?? '/index'}.ts` : `${door}/index.ts`
    return ` from ${JSON.stringify(`${root}/src${file}`)}`
  })
}

// A sample may leave unused what it shows, and need not say the types of what it exports.
function settings(samples: readonly Sample[]): object {
  const imports = { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true }
  const compilerOptions = { noUnusedLocals: false, declaration: false, isolatedDeclarations: false, ...imports }
  return { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: samples.map(({ name }) => `${name}.ts`) }
}
