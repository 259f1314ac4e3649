import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { readSource, readSources } from '../../../support/sources/sources.ts'

const root = join(import.meta.dirname, '../../../..')
const ROOT_PAGES = ['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']
const pages = [...ROOT_PAGES.map(readSource), ...readSources(['docs', 'bench', 'examples', 'test'], ['.md'])]

// The package has README, CHANGELOG, docs and examples. Their links to other files of the repository
// are addresses.
const REPOSITORY = /^https:\/\/github\.com\/kafkawire\/kafkawire\/(?:blob|tree)\/main\//

/**
 * The text of a page without its code, because brackets and number signs have another meaning
 * there.
 */
const proseOf = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`(?!\]\()/g, '``')

/** The anchors that GitHub makes from the headings of a page. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.*)$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`
    anchors.add(anchor)
  }
  return anchors
}

test.each(pages.map(page => [page.path, page] as const))(
  'every link in %s to a file of the repository leads to a file and a heading',
  (path, { text }) => {
    const links = [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const own = links.filter(link => !/^\w+:/.test(link) || REPOSITORY.test(link))
    const broken = own.filter(link => {
      const [file = '', anchor] = link.replace(REPOSITORY, '').split('#')
      const target = file === '' ? path : REPOSITORY.test(link) ? file : posix.join(posix.dirname(path), file)
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !anchorsOf(readSource(target).text).has(anchor)
    })
    expect(broken).toEqual([])
  }
)

test('every page of docs is in the index docs/README.md', () => {
  const index = readSource('docs/README.md').text
  const names = pages.map(({ path }) => path).filter(path => path.startsWith('docs/') && path !== 'docs/README.md')
  expect(names.map(path => path.slice('docs/'.length)).filter(name => !name.includes('/') && !index.includes(`](${name}`))).toEqual([])
})

// VitePress gives no frame and no scroll bar to code that is only indented, so a page with a long
// line of it is wider than a phone.
test('code on the pages of docs stands between fences', () => {
  const indented = pages
    .filter(({ path }) => path.startsWith('docs/') || path === 'CHANGELOG.md')
    .flatMap(({ path, text }) => [...proseOf(text).matchAll(/(?:^|\n)\n( {4}\S.*)/g)].map(([, line]) => `${path}: ${line}`))
  expect(indented).toEqual([])
})

test('every page of docs is in the sidebar of the site', () => {
  const sidebar = readSource('site/.vitepress/config.mjs').text
  const names = pages
    .map(({ path }) => path)
    .filter(path => path.startsWith('docs/') && !/\/(?:README|\d+-[^/]*)\.md$/.test(path))
    .map(path => path.slice('docs/'.length, -'.md'.length))
  expect(names.filter(name => !new RegExp(`['"]${name} `).test(sidebar))).toEqual([])
})
