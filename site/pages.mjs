// Copies the Markdown of the repository to pages/, where VitePress reads it, and makes links lead to where they lead on GitHub.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const pages = join(import.meta.dirname, 'pages')
const PROGRAM = '<!-- the program of README.md -->'
const REPOSITORY = 'https://github.com/kafkawire/kafkawire'

/** Where each page of the site comes from: the path of the page, and the file in the repository. */
export function sourcesOfPages() {
  const docs = readdirSync(join(root, 'docs'), { recursive: true })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.md') && name !== 'README.md')
  return new Map([
    ...docs.map(name => [name.replace(/README\.md$/, 'index.md'), `docs/${name}`]),
    ['documentation.md', 'docs/README.md'],
    ['changelog.md', 'CHANGELOG.md']
  ])
}

/** Writes all pages again, except those of the reference. */
export function writePages() {
  rmSync(pages, { recursive: true, force: true })
  const sources = sourcesOfPages()
  const pageOf = new Map([...sources].map(([page, source]) => [source, page]))
  for (const [page, source] of sources) {
    const file = join(pages, page)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, rewriteLinks(readFileSync(join(root, source), 'utf8'), source, page, pageOf))
  }
  writeFileSync(join(pages, 'index.md'), homePage())
}

// The first program of the home page is that of README.md, which a test runs.
function homePage() {
  const [program] = /^```ts\n[\s\S]*?^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  const home = readFileSync(join(import.meta.dirname, 'home.md'), 'utf8')
  if (program === undefined || !home.includes(PROGRAM)) throw new Error('the home page has no program')
  return home.replace(PROGRAM, () => program)
}

// Outside of code blocks, each relative link goes to a page of the site if there is one, and otherwise to the file on GitHub.
function rewriteLinks(text, source, page, pageOf) {
  return text
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(/\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)/g, (_, link, anchor = '') => `](${target(link)}${anchor})`)
    )
    .join('')

  function target(link) {
    const path = posix.normalize(posix.join(posix.dirname(source), link))
    const own = pageOf.get(path)
    if (own !== undefined) {
      const to = posix.relative(posix.dirname(page), own)
      return to.startsWith('.') ? to : `./${to}`
    }
    if (!existsSync(join(root, path))) throw new Error(`${source} links to ${link}, which does not exist`)
    const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'
    return `${REPOSITORY}/${kind}/main/${relative(root, join(root, path)).replaceAll('\\', '/')}`
  }
}
