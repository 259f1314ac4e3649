// Looks at the built site in a headless Chromium, at the width of a phone and of a laptop: no error in the console, nothing wider
// than the window, no small table that is cut, and a search that finds something. Screenshots go to the folder that is the argument, for a person to read.
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'

const dist = join(import.meta.dirname, 'dist')
const [shots] = process.argv.slice(2)
const PAGES = [
  '/',
  '/first-program',
  '/documentation',
  '/cluster',
  '/observing',
  '/observing/opentelemetry',
  '/client-telemetry',
  '/support',
  '/guides/migrating-from-kafkajs',
  '/guides/migrating-from-librdkafka',
  '/guides/nestjs',
  '/cli',
  '/kips',
  '/testing',
  '/reference/',
  '/reference/protocol/messages/produce'
]
const WIDTHS = [390, 1280]
const COLUMNS_THAT_FIT = 3 // more of them cannot fit into the first width
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2'
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) {
  console.error(`There is no Chromium at ${executablePath}: install it, or name one with CHROMIUM. The site is in ${dist}, not looked at.`)
  process.exit(1)
}

const server = createServer((request, response) => {
  const path = join(dist, decodeURIComponent(new URL(request.url, 'http://site').pathname))
  const file = [path, `${path}.html`, join(path, 'index.html')].find(each => existsSync(each) && statSync(each).isFile())
  if (file === undefined) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const problems = []
try {
  for (const width of WIDTHS) for (const page of PAGES) await look(page, width)
  await search('acks')
} finally {
  await browser.close()
  server.close()
}
for (const problem of problems) console.error(problem)
console.log(`${PAGES.length * WIDTHS.length} pages, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1

async function look(path, width) {
  const page = await open(width)
  await page.goto(origin + path, { waitUntil: 'networkidle' })
  const widest = await page.evaluate(() => document.documentElement.scrollWidth)
  if (widest > width) problems.push(`${path} is ${widest} pixels wide in a window of ${width}`)
  const cut = await page.evaluate(cutTables, COLUMNS_THAT_FIT)
  if (width === WIDTHS[0] && cut.length > 0) problems.push(`${path} has tables wider than a window of ${width}: ${cut.join(', ')}`)
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `${path.replaceAll('/', '_')}-${width}.png`) })
  }
  await page.close()
}

// Runs in the page. A table that is too wide scrolls, but on a phone nobody sees that it has another column.
function cutTables(columns) {
  const tables = [...document.querySelectorAll('.vp-doc table')]
  return tables
    .filter(each => each.rows[0].cells.length <= columns && each.scrollWidth > each.clientWidth)
    .map(each => each.rows[0].textContent.trim())
}

async function search(word) {
  const page = await open(1280)
  await page.goto(origin, { waitUntil: 'networkidle' })
  await page.click('.DocSearch-Button')
  await page.fill('.search-input', word)
  try {
    await page.waitForSelector('.results .result', { timeout: 30_000 })
  } catch {
    problems.push(`the search finds nothing for ${word}`)
  }
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'search.png') })
  await page.close()
}

async function open(width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  page.on('pageerror', error => problems.push(`${page.url()}: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error') problems.push(`${page.url()}: ${message.text()}`)
  })
  return page
}
