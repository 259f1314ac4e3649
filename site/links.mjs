import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** Looks for links of a built site that lead to no page, or to no heading of it. Returns the problems. */
export function checkLinks(folder) {
  const files = readdirSync(folder, { recursive: true })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.html') && name !== '404.html')
  const texts = new Map(files.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
  const ids = new Map([...texts].map(([name, text]) => [name, new Set([...text.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id))]))
  const problems = new Set()
  for (const [name, text] of texts) {
    for (const [, href = ''] of text.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)) {
      const problem = /^(?:\w+:|$)/.test(href) ? undefined : problemOf(name, href)
      if (problem !== undefined) problems.add(`${name} links to ${href}: ${problem}`)
    }
  }
  return [...problems]

  function problemOf(name, href) {
    const [path = '', anchor] = decodeURIComponent(href.replaceAll('&amp;', '&')).split('#')
    const target = path === '' ? name : fileOf(path.startsWith('/') ? path.slice(1) : posix.join(dirname(name), path))
    if (target === undefined) return 'there is no such page'
    if (anchor === undefined || anchor === '' || !texts.has(target)) return undefined
    return ids.get(target).has(anchor) ? undefined : 'the page has no such heading'
  }

  function fileOf(path) {
    return [path, `${path}.html`, posix.join(path, 'index.html')].find(
      file => file !== '' && existsSync(join(folder, file)) && (texts.has(file) || !file.endsWith('/'))
    )
  }
}
