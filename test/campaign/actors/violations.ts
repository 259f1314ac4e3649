/** A sentence for each kind of promise that was broken. */
export function brokenPromises(name: string, broken: object): string[] {
  return Object.entries(broken).flatMap(([promise, count]) => (count === 0 ? [] : [`${name}: ${promise}: ${String(count)}`]))
}
