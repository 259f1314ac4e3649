import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.reports', 'results', 'target'])

/** A file of this repository: its path from the root, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** The hand-written files below these folders whose names have one of these endings. */
export function readSources(folders: readonly string[], endings: readonly string[]): Source[] {
  return readAll(folders, endings).filter(source => !isGenerated(source))
}

/** The generated TypeScript files below these folders. */
export function readGenerated(folders: readonly string[]): Source[] {
  return readAll(folders, ['.ts']).filter(isGenerated)
}

const isGenerated = ({ text }: Source): boolean => text.startsWith('// @generated')

function readAll(folders: readonly string[], endings: readonly string[]): Source[] {
  const paths = folders.filter(folder => existsSync(join(root, folder))).flatMap(listFiles)
  return paths.filter(path => endings.some(ending => path.endsWith(ending))).map(readSource)
}

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listFiles(path)
    return entry.isFile() ? [path] : []
  })
}

export function readSource(path: string): Source {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/**
 * The imports of a file, types included: files of this repository by their paths from the root, all
 * others as they are written.
 */
export function importsOf({ path, text }: Source): string[] {
  const named = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^\s*import\s+['"]([^'"]+)['"]/gm)
  ]
  const called = [...text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]/g)]
  return [...named, ...called].map(([, specifier = '']) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier
  )
}

/**
 * The code without its comments and without the contents of its strings and regular expressions.
 */
export function codeOnly(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, found =>
    found.startsWith('/') ? '' : "''"
  )
}

/** The names that a file of this repository exports, types and those of `export *` included. */
export function exportsOf(path: string): Set<string> {
  const { text } = readSource(path)
  const names = [...text.matchAll(/^export (?:declare )?(?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm)].map(
    ([, name = '']) => name
  )
  for (const [, list = ''] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    names.push(
      ...list.split(',').map(name =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/.* as /, '')
      )
    )
  }
  for (const [, from = ''] of text.matchAll(/^export \* from '([^']+)'/gm)) {
    names.push(...exportsOf(posix.join(posix.dirname(path), from)))
  }
  return new Set(names)
}
