import { createRequire } from 'node:module'
import type TypeScript from '@tsd/typescript'

/**
 * The text below a heading, up to the next heading of the same or a higher rank; throws if the page
 * has no such heading.
 */
export function sectionOf(page: string, heading: string): string {
  const start = page.split('\n').indexOf(heading)
  if (start < 0) throw new Error(`there is no heading "${heading}"`)
  const rank = heading.indexOf(' ')
  const rest = page.split('\n').slice(start + 1)
  const end = rest.findIndex(line => /^#+ /.test(line) && line.indexOf(' ') <= rank)
  return rest.slice(0, end < 0 ? undefined : end).join('\n')
}

/** The rows of the table with this head, cell by cell; throws if the page has no such table. */
export function tableOf(text: string, head: string): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex(line => line.startsWith(`| ${head} |`))
  if (start < 0) throw new Error(`there is no table that begins with "${head}"`)
  const rows: string[][] = []
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break
    rows.push(cellsOf(line))
  }
  return rows
}

/** The texts in code quotes. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted)
}

/**
 * All TypeScript blocks of a page that run, as one program; blocks marked `no-run` are left out.
 */
export function programOf(page: string): string {
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block).join('\n')
}

/**
 * Runs a program. It may import the modules in `modules`. Resolves with what it printed, argument
 * by argument.
 */
export async function runProgram(program: string, modules: Readonly<Record<string, unknown>>): Promise<unknown[][]> {
  const ts = createRequire(import.meta.url)('@tsd/typescript') as typeof TypeScript
  const imports = program.match(/^import .*$/gm) ?? []
  const body = program.replaceAll(/^import .*$/gm, '')
  const source = `${imports.join('\n')}\nexport async function main() {\n${body}\n}`
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS }
  })
  const printed: unknown[][] = []
  const own: { main?: () => Promise<void> } = {}
  const load = (name: string): unknown => {
    if (modules[name] === undefined) throw new Error(`the program imports ${name}`)
    return modules[name]
  }
  new Function('exports', 'require', 'console', outputText)(own, load, { log: (...line: unknown[]) => printed.push(line) })
  await own.main?.()
  return printed
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())
