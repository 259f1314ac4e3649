const ALIASES: Record<string, string> = { '4': '4.4.0', '4.3': '4.3.1', '3': '3.9.2', '3.9': '3.9.2', '2': '2.8.2', '2.8': '2.8.2' }

/** The full version that a short one such as `4` or `3.9` stands for; a full one stands for itself. */
export function fullVersion(version: string): string {
  const full = ALIASES[version] ?? version
  if (!/^\d+\.\d+\.\d+$/.test(full))
    throw new Error(`'${version}' is no version of Kafka: write 4.4.0, or one of ${Object.keys(ALIASES).join(', ')}`)
  return full
}

/** The first number of a version, by which configuration and class names differ. */
export function majorOf(version: string): number {
  return Number(version.split('.')[0])
}
