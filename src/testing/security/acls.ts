import { aclOperations, aclPermissions, patternTypes, resourceTypes } from '../../protocol/codes/index.ts'

/** An ACL of Kafka (KIP-290): whom it is about, on which resources, and what it says. */
export interface Acl {
  readonly resourceType: number
  readonly resourceName: string
  readonly patternType: number
  readonly principal: string
  readonly host: string
  readonly operation: number
  readonly permissionType: number
}

/** Which ACLs a request means. A field that is null means every value. */
export interface AclFilter {
  readonly resourceTypeFilter: number
  readonly resourceNameFilter: string | null
  readonly patternTypeFilter: number
  readonly principalFilter: string | null
  readonly hostFilter: string | null
  readonly operation: number
  readonly permissionType: number
}

/** The name that means all resources of a type, and the host that means all hosts. */
export const WILDCARD = '*'

/** The ACLs of a cluster. */
export class Acls {
  readonly #byKey = new Map<string, Acl>()

  /** All ACLs, in the order in which they were added. */
  list(): Acl[] {
    return [...this.#byKey.values()]
  }

  /** Adds an ACL. One that exists is not added again. */
  add(acl: Acl): void {
    const { resourceType, resourceName, patternType, principal, host, operation, permissionType } = acl
    const key = JSON.stringify([resourceType, resourceName, patternType, principal, host, operation, permissionType])
    if (!this.#byKey.has(key)) this.#byKey.set(key, acl)
  }

  matching(filter: AclFilter): Acl[] {
    return this.list().filter(acl => matches(filter, acl))
  }

  /** Deletes all ACLs. */
  clear(): void {
    this.#byKey.clear()
  }

  /** Deletes these ACLs, which {@link matching} returned. */
  delete(acls: readonly Acl[]): void {
    for (const [key, acl] of this.#byKey) if (acls.includes(acl)) this.#byKey.delete(key)
  }
}

function matches(filter: AclFilter, acl: Acl): boolean {
  return (
    isEither(filter.resourceTypeFilter, resourceTypes.ANY, acl.resourceType) &&
    matchesPattern(filter, acl) &&
    (filter.principalFilter === null || filter.principalFilter === acl.principal) &&
    (filter.hostFilter === null || filter.hostFilter === acl.host) &&
    isEither(filter.operation, aclOperations.ANY, acl.operation) &&
    isEither(filter.permissionType, aclPermissions.ANY, acl.permissionType)
  )
}

const isEither = (wanted: number, any: number, value: number): boolean => wanted === any || wanted === value

// By MATCH a filter means the ACLs that would apply to a resource of this name.
function matchesPattern({ patternTypeFilter, resourceNameFilter: name }: AclFilter, acl: Acl): boolean {
  if (patternTypeFilter === patternTypes.MATCH) return name === null || appliesTo(acl, name)
  return isEither(patternTypeFilter, patternTypes.ANY, acl.patternType) && (name === null || name === acl.resourceName)
}

/** Whether an ACL is about the resource of this name, apart from the type. */
export function appliesTo({ patternType, resourceName }: Acl, name: string): boolean {
  if (patternType === patternTypes.PREFIXED) return name.startsWith(resourceName)
  return resourceName === name || resourceName === WILDCARD
}
