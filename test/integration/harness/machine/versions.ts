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

/** Whether a version is one of the minor release `major.minor`, or newer. */
export function isSince(version: string, sinceMajor: number, sinceMinor: number): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}

/** Whether a cluster of this version needs ZooKeeper. KRaft is ready for use since 3.3 (KIP-833). */
export function needsZooKeeper(version: string): boolean {
  return !isSince(version, 3, 3)
}

/** The major version. Configuration and class names depend on it. */
export function majorOf(version: string): number {
  return Number(version.split('.')[0])
}
