import { expect, test } from 'vitest'
import { readGenerated, readSource, readSources } from '../../../support/sources/sources.ts'

const page = readSource('docs/kips.md').text
const sources = new Map([...readSources(['src'], ['.ts']), ...readGenerated(['src'])].map(({ path, text }) => [path, text]))
const rows = page.split('\n').flatMap(line => {
  const [, kip, ...cells] = line.split('|').map(cell => cell.trim())
  return kip !== undefined && /^KIP-\d+$/.test(kip) ? [{ kip, where: cells.at(-2) ?? '' }] : []
})
// The package contains docs and not src, so the links are addresses.
const filesIn = (where: string): string[] =>
  [...where.matchAll(/\]\(https:\/\/github\.com\/kafkawire\/kafkawire\/blob\/main\/(src\/[^)]+)\)/g)].map(([, path = '']) => path)
const inSource = rows.filter(({ where }) => filesIn(where).length > 0)

const kipsOf = (text: string): string[] => text.match(/KIP-\d+/g) ?? []
const byNumber = (kips: Iterable<string>): string[] =>
  [...new Set(kips)].sort((a, b) => Number(a.slice('KIP-'.length)) - Number(b.slice('KIP-'.length)))

test('docs/kips.md has a row for each KIP that the source mentions, and none for others, in the order of their numbers', () => {
  expect(inSource.map(({ kip }) => kip)).toEqual(byNumber([...sources.values()].flatMap(kipsOf)))
})

test('every file in a row of docs/kips.md mentions the KIP of the row', () => {
  const wrong = inSource.flatMap(({ kip, where }) =>
    filesIn(where).flatMap(path => (kipsOf(sources.get(path) ?? '').includes(kip) ? [] : [`${kip}: ${path}`]))
  )
  expect(wrong).toEqual([])
})

test('no KIP has two rows in docs/kips.md', () => {
  const all = rows.map(({ kip }) => kip)
  expect(all.filter((kip, index) => all.indexOf(kip) !== index)).toEqual([])
})
