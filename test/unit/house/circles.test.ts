import { expect, test } from 'vitest'
import { importsOf, readSources, type Source } from '../../support/sources/sources.ts'

test('no files of src import each other in a circle, type imports included', () => {
  const sources = readSources(['src'], ['.ts'])
  expect(sources.length).toBeGreaterThan(100)
  expect(circlesIn(sources)).toEqual([])
})

test('the search for circles finds a circle of three files, whatever kind of import closes it', () => {
  const file = (name: string, target: string): Source => ({ path: `src/conn/${name}.ts`, text: `import type { A } from './${target}.ts'` })
  const found = circlesIn([file('a', 'b'), file('b', 'c'), file('c', 'a'), file('d', 'a')])
  expect(found.map(circle => circle.toSorted())).toEqual([['src/conn/a.ts', 'src/conn/b.ts', 'src/conn/c.ts']])
})

/**
 * The groups of files that reach each other by imports: Tarjan's strongly connected components of
 * more than one file.
 */
function circlesIn(sources: readonly Source[]): string[][] {
  const targets = new Map(sources.map(source => [source.path, importsOf(source)]))
  const index = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  const visit = (path: string): number => {
    const own = index.size
    index.set(path, own)
    lowest.set(path, own)
    stack.push(path)
    for (const target of targets.get(path) ?? []) {
      if (!targets.has(target)) continue
      const seen = index.get(target)
      const reached = seen === undefined ? visit(target) : stack.includes(target) ? seen : own
      lowest.set(path, Math.min(lowest.get(path) ?? own, reached))
    }
    if (lowest.get(path) === own) {
      const circle = stack.splice(stack.indexOf(path))
      if (circle.length > 1) circles.push(circle)
    }
    return lowest.get(path) ?? own
  }
  for (const path of targets.keys()) if (!index.has(path)) visit(path)
  return circles
}
