/**
 * Calls `work` with each item, at most `limit` items at a time. Resolves with the results in the
 * order of the items.
 */
export async function mapAtMost<T, R>(limit: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const coming = items.entries()
  const take = async (): Promise<void> => {
    for (const [i, item] of coming) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: limit }, take))
  return results
}
