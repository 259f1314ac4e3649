import { aclOperations, aclPermissions, patternTypes } from '../../protocol/codes/index.ts'
import { type Acl, Acls, appliesTo, WILDCARD } from './acls.ts'
import type { AuthorizerSettings } from './authorizer-options.ts'

/** Who sent a request, and from where. */
export interface Requester {
  /** Such as `User:alice`. */
  readonly principal: string
  /** The address of the client, without the slash that Kafka writes in front of it. */
  readonly host: string
}

const EVERYBODY = 'User:*'

const { ALL, ALTER, ALTER_CONFIGS, DELETE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE } = aclOperations

// A client that may do one of these operations may also do the operation that is the key.
const IMPLIED_BY: ReadonlyMap<number, readonly number[]> = new Map([
  [DESCRIBE, [READ, WRITE, DELETE, ALTER]],
  [DESCRIBE_CONFIGS, [ALTER_CONFIGS]]
])

/** Decides by ACLs who may do what, as Kafka's `StandardAuthorizer` does. */
export class Authorizer {
  readonly acls: Acls = new Acls()
  readonly #superUsers: ReadonlySet<string>
  readonly #allowsWithoutAcls: boolean

  constructor({ superUsers, allowEveryoneIfNoAcls }: AuthorizerSettings) {
    this.#superUsers = superUsers
    this.#allowsWithoutAcls = allowEveryoneIfNoAcls
  }

  /**
   * Whether someone may do this to a resource. A DENY counts more than any ALLOW. If no ACL is
   * about the resource, the answer is that of `allowEveryoneIfNoAcls`.
   */
  isAllowed(requester: Requester, operation: number, resourceType: number, resourceName: string): boolean {
    if (this.#superUsers.has(requester.principal)) return true
    const acls = this.acls.list().filter(acl => acl.resourceType === resourceType && appliesTo(acl, resourceName))
    if (acls.length === 0) return this.#allowsWithoutAcls
    const own = acls.filter(acl => isAbout(acl, requester))
    if (own.some(acl => denies(acl, operation))) return false
    return own.some(acl => allows(acl, operation, IMPLIED_BY.get(operation)))
  }

  /**
   * Whether someone may do this to any resource of a type, as a producer must to get a producer id.
   * An ALLOW counts unless a DENY covers all of its resources (KIP-679).
   */
  isAllowedSomewhere(requester: Requester, operation: number, resourceType: number): boolean {
    // Kafka asks first about a name that no resource has.
    if (this.isAllowed(requester, operation, resourceType, 'hardcode')) return true
    const own = this.acls.list().filter(acl => acl.resourceType === resourceType && isAbout(acl, requester))
    const denials = own.filter(acl => denies(acl, operation))
    return own.some(acl => allows(acl, operation) && !denials.some(denial => covers(denial, acl)))
  }
}

function isAbout({ principal, host }: Acl, requester: Requester): boolean {
  return (principal === EVERYBODY || principal === requester.principal) && (host === WILDCARD || host === requester.host)
}

function denies(acl: Acl, operation: number): boolean {
  return acl.permissionType === aclPermissions.DENY && (acl.operation === ALL || acl.operation === operation)
}

function allows(acl: Acl, operation: number, implying: readonly number[] = []): boolean {
  return acl.permissionType === aclPermissions.ALLOW && [ALL, operation, ...implying].includes(acl.operation)
}

// Whether each resource of an ALLOW is one of a DENY.
function covers(denial: Acl, allowed: Acl): boolean {
  if (denial.patternType === patternTypes.PREFIXED)
    return allowed.resourceName !== WILDCARD && allowed.resourceName.startsWith(denial.resourceName)
  if (denial.resourceName === WILDCARD) return true
  return allowed.patternType === patternTypes.LITERAL && allowed.resourceName === denial.resourceName
}
