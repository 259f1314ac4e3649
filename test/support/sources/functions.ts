import { createRequire } from 'node:module'
import type TypeScript from '@tsd/typescript'
import type { Source } from './sources.ts'

// This is a CommonJS file of nine megabytes: `import` would first search all of it for export
// names.
const ts = createRequire(import.meta.url)('@tsd/typescript') as typeof TypeScript

/** A function, method or accessor, and its number of lines from its head to its last brace. */
export interface FunctionSize {
  readonly path: string
  readonly name: string
  readonly lines: number
}

/**
 * Every function of a file. The compiler of tsd parses the file, because TypeScript 7 has no API
 * for programs.
 */
export function functionsOf({ path, text }: Source): FunctionSize[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: FunctionSize[] = []
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const line = (at: number): number => file.getLineAndCharacterOfPosition(at).line
      found.push({ path, name: nameOf(node), lines: line(node.getEnd()) - line(node.getStart()) + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function nameOf(node: TypeScript.SignatureDeclaration): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
  return named?.getText() ?? 'a function without a name'
}
