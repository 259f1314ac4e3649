/** Names by entity type. The name null is the default of a type. */
export type QuotaEntity = ReadonlyMap<string, string | null>

/** An entity and its quotas by name. */
export interface EntityQuotas {
  readonly entity: QuotaEntity
  readonly values: ReadonlyMap<string, number>
}

/** A quota that counts for a client, and who share it. */
export interface ClientLimit {
  readonly limit: number
  /** Clients with the same key share one quota. */
  readonly sharedBy: string
}

/** The entity types of Kafka (KIP-546). */
export const USER = 'user'
export const CLIENT_ID = 'client-id'
export const IP = 'ip'

interface StoredQuotas {
  readonly entity: QuotaEntity
  readonly values: Map<string, number>
}

/** A text that is the same for entities with the same names, in any order. */
export function entityKey(entity: QuotaEntity): string {
  return JSON.stringify([...entity].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The client quotas of a cluster. A change counts at once on all brokers. */
export class ClientQuotas {
  readonly #byEntity = new Map<string, StoredQuotas>()

  /** All entities that have quotas, in the order in which they got their first one. */
  list(): readonly EntityQuotas[] {
    return [...this.#byEntity.values()]
  }

  /** Deletes all quotas. */
  clear(): void {
    this.#byEntity.clear()
  }

  /** Sets quotas of an entity. A quota without a value is removed. */
  alter(entity: QuotaEntity, changes: ReadonlyMap<string, number | undefined>): void {
    const key = entityKey(entity)
    const { values } = this.#byEntity.get(key) ?? { values: new Map<string, number>() }
    for (const [name, value] of changes) {
      if (value === undefined) values.delete(name)
      else values.set(name, value)
    }
    if (values.size === 0) this.#byEntity.delete(key)
    else if (!this.#byEntity.has(key)) this.#byEntity.set(key, { entity, values })
  }

  /**
   * The quota of a client, by Kafka's order of precedence: a user with a client id, the user, the
   * client id; at each level the name before the default. Undefined if there is none.
   */
  limitOf(name: string, user: string, clientId: string): ClientLimit | undefined {
    if (this.#byEntity.size === 0) return undefined
    const levels: readonly [user: string | null | undefined, clientId: string | null | undefined][] = [
      [user, clientId],
      [user, null],
      [user, undefined],
      [null, clientId],
      [null, null],
      [null, undefined],
      [undefined, clientId],
      [undefined, null]
    ]
    for (const [ofUser, ofClient] of levels) {
      if (clientId === '' && ofClient !== undefined) continue // a client without an id has no quota by client id
      const entity = new Map<string, string | null>()
      if (ofUser !== undefined) entity.set(USER, ofUser)
      if (ofClient !== undefined) entity.set(CLIENT_ID, ofClient)
      const limit = this.#byEntity.get(entityKey(entity))?.values.get(name)
      if (limit === undefined) continue
      // A default is one quota for each user or client, not one for all of them together.
      return { limit, sharedBy: JSON.stringify([ofUser !== undefined && user, ofClient !== undefined && clientId]) }
    }
    return undefined
  }
}
