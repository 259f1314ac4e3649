const PROJECT = new URL('../../../', import.meta.url)
const CLOCK = new URL('src/clock.ts', PROJECT).href
const LIVE_CLOCK = new URL('live-clock.ts', import.meta.url).href
const PACKAGE = /^kafkawire(?:\/(.*))?$/
const SINGLE_FILES = new Set(['messages'])

/**
 * Gives a simulation its own clock in place of `src/clock.ts`, and the sources in place of the built
 * package, so that a program has one driver and not two.
 */
export async function resolve(specifier, context, nextResolve) {
  const [, entry] = PACKAGE.exec(specifier) ?? []
  const isOwn = PACKAGE.test(specifier)
  const wanted = isOwn ? sourceOf(entry) : specifier
  const resolved = await nextResolve(wanted, context)
  return resolved.url.split('?')[0] === CLOCK ? { ...resolved, url: LIVE_CLOCK } : resolved
}

function sourceOf(entry) {
  const path = entry === undefined ? 'index.ts' : SINGLE_FILES.has(entry) ? `${entry}.ts` : `${entry}/index.ts`
  return new URL(`src/${path}`, PROJECT).href
}
