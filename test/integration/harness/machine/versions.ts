const ALIASES: Record<string, string> = { '4': '4.4.0', '4.3': '4.3.1', '3': '3.9.2', '3.9': '3.9.2', '2': '2.8.2', '2.8': '2.8.2' }

/** The full version for a short one such as `4` or `3.9`. A full version is returned unchanged. */
export function fullVersion(version: string): string {
  const full = ALIASES[version] ?? version
  if (!/^\d+\.\d+\.\d+$/.test(full))
    throw new Error(
      `'${version}' is not a version of Kafka: write a full version such as 4.4.0, or one of ${Object.keys(ALIASES).join(', ')}`
    )
  return full
}

/** The major version. Configuration and class names depend on it. */
export function majorOf(version: string): number {
  return Number(version.split('.')[0])
}
