/** The most runs that one shortening may take. */
const MAX_RUNS = 60

/**
 * Drops steps for as long as the sequence still fails: first halves of it, then smaller parts. The
 * result is a sequence that fails, unless the first one did not fail a second time.
 */
export async function shrink<T>(steps: readonly T[], fails: (steps: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let shortest = steps
  let runs = 0
  for (let size = Math.ceil(steps.length / 2); size >= 1 && runs < MAX_RUNS; ) {
    let hasDropped = false
    for (let at = 0; at < shortest.length && runs < MAX_RUNS; ) {
      const fewer = [...shortest.slice(0, at), ...shortest.slice(at + size)]
      runs++
      if (fewer.length > 0 && (await fails(fewer))) {
        shortest = fewer
        hasDropped = true
      } else at += size
    }
    if (size > 1) size = Math.floor(size / 2)
    else if (!hasDropped) break
  }
  return shortest
}
