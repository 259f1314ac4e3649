import { createRequire } from 'node:module'
import type TypeScript from '@tsd/typescript'
import type { Source } from './sources.ts'

// Nine megabytes of CommonJS: `import` would look through them for names first, at length.
const ts = createRequire(import.meta.url)('@tsd/typescript') as typeof TypeScript

/** A function, method or accessor, and how many lines it takes from its head to its last brace. */
export interface FunctionSize {
  readonly path: string
  readonly name: string
  readonly lines: number
}

/** Every function of a file, read by the compiler that tsd brings: TypeScript 7 has no interface for programs. */
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
