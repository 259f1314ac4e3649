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
  /** The page and the number of the block in the page, from 1 on: `records-2`. */
  readonly name: string
  readonly text: string
}

/** Blocks in a folder of their own. Each block is a module that imports the sources. */
export interface SampleFolder extends Disposable {
  readonly path: string
  /** The errors of the strict compiler in the blocks, with the project's settings. */
  compile(): Promise<string>
  /** Runs a block; resolves with its exports. */
  run(sample: Sample): Promise<Record<string, unknown>>
}

/** All blocks of a page that are TypeScript and have nothing behind the name of the language. */
export function samplesOf(page: string): Sample[] {
  const blocks = readSource(`docs/${page}.md`).text.matchAll(/^```ts\n(.*?)^```$/gms)
  return [...blocks].map(([, text = ''], index) => ({ name: `${page.replaceAll('/', '-')}-${index + 1}`, text }))
}

/**
 * The block of a page that is a test file for a test runner: it begins with "```ts" and the name of
 * the runner.
 */
export function testFileSampleOf(page: string, runner: string): Sample {
  const [, text] = new RegExp(`^\`\`\`ts ${runner}\\n(.*?)^\`\`\`$`, 'ms').exec(readSource(`docs/${page}.md`).text) ?? []
  if (text === undefined) throw new Error(`docs/${page}.md has no block for ${runner}`)
  return { name: `${page}-${runner.replace(':', '-')}.test`, text }
}

/**
 * The blocks of a page that are files of one project, by their names: each begins with "```", its
 * language and its name.
 */
export function filesOf(page: string): ReadonlyMap<string, string> {
  const blocks = readSource(`docs/${page}.md`).text.matchAll(/^```\w+ ([\w-]+(?:\.\w+)+)\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text]))
}

/** All blocks of a page as one program, for a page whose blocks build on each other. */
export function programSampleOf(path: string): Sample {
  return { name: `program-${basename(path, '.md')}`, text: programOf(readSource(path).text) }
}

/**
 * Writes blocks to files. Their imports from the package are replaced by imports from the sources,
 * so that no build is needed.
 */
export function writeSamples(samples: readonly Sample[]): SampleFolder {
  const folder = mkdtempSync(join(tmpdir(), 'samples-'))
  const pathOf = ({ name }: Sample): string => join(folder, `${name}.ts`)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const sample of samples) writeFileSync(pathOf(sample), `${onSources(sample.text)}\nexport {}\n`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings(samples)))
  return {
    path: folder,
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
  return text.replace(/ from 'kafkawire(\/[\w-]+)?'/g, (_, path: string | undefined) => {
    const file = path === undefined || path === '/messages' ? `${path ?? '/index'}.ts` : `${path}/index.ts`
    return ` from ${JSON.stringify(`${root}/src${file}`)}`
  })
}

// A sample may have unused names, and its exports need no type annotations.
function settings(samples: readonly Sample[]): object {
  const imports = { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true }
  const compilerOptions = { noUnusedLocals: false, declaration: false, isolatedDeclarations: false, ...imports }
  return { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: samples.map(({ name }) => `${name}.ts`) }
}
