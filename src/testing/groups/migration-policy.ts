/** Which conversions of groups with members the brokers allow (KIP-848). */
export interface MigrationPolicy {
  /** Whether a classic group becomes a consumer group when a member of the new protocol joins. */
  readonly allowsUpgrade: boolean
  /** Whether a consumer group becomes a classic one when its last such member leaves. */
  readonly allowsDowngrade: boolean
  /** Whether members of the classic protocol may join a consumer group. */
  readonly allowsClassicMembers: boolean
}

/** The name of the broker's configuration, and its values in Kafka. */
export const MIGRATION_POLICY = 'group.consumer.migration.policy'
const POLICIES: Readonly<Record<string, MigrationPolicy>> = {
  bidirectional: { allowsUpgrade: true, allowsDowngrade: true, allowsClassicMembers: true },
  upgrade: { allowsUpgrade: true, allowsDowngrade: false, allowsClassicMembers: true },
  downgrade: { allowsUpgrade: false, allowsDowngrade: true, allowsClassicMembers: true }
}
const DISABLED: MigrationPolicy = { allowsUpgrade: false, allowsDowngrade: false, allowsClassicMembers: false }

/** The policy that a value of `group.consumer.migration.policy` means. */
export function migrationPolicy(value: string): MigrationPolicy {
  return POLICIES[value.toLowerCase()] ?? DISABLED
}
