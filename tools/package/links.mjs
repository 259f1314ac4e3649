// Whether the relative links in the pages of the package lead to files of the package.
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Looks for links that are dead where the package is installed. `folder` is the unpacked tarball; `files` are its files. */
export function checkLinks(folder, files) {
  const known = new Set(files.flatMap(file => [file, ...foldersOf(file)]))
  return files
    .filter(file => file.endsWith('.md'))
    .flatMap(file => linksOf(readFileSync(join(folder, file), 'utf8')).map(link => ({ file, link })))
    .filter(({ file, link }) => !known.has(posix.join(posix.dirname(file), link).replace(/\/$/, '')))
    .map(({ file, link }) => `${file} links to ${link}, which is not in the package: link to its address in the repository`)
}

// The links outside of code, without those to other sites and to headings of the same page.
function linksOf(text) {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/\]\((?!\w+:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, link]) => link)
}

function foldersOf(file) {
  const parent = posix.dirname(file)
  return parent === '.' ? [parent] : [parent, ...foldersOf(parent)]
}
