import { BOOLEAN, describeName, mismatch, type OptionRule, optionProblems } from '../../options.ts'

/** How the brokers of a testing cluster authorize requests. Each option may be left out. */
export interface TestingAuthorizerOptions {
  /**
   * The principals that may do everything, such as `User:admin`, like Kafka's `super.users`.
   * Clients that need not authenticate are `User:ANONYMOUS`. Default: none.
   */
  readonly superUsers?: readonly string[] | undefined
  /**
   * Whether everybody may use a resource that no ACL is about, like Kafka's
   * `allow.everyone.if.no.acl.found`. Default: false.
   */
  readonly allowEveryoneIfNoAcls?: boolean | undefined
}

/** The options of the authorizer, with their defaults. */
export interface AuthorizerSettings {
  readonly superUsers: ReadonlySet<string>
  readonly allowEveryoneIfNoAcls: boolean
}

const PRINCIPAL = /^[^:]+:.+$/
const RULES: Record<keyof TestingAuthorizerOptions, OptionRule> = {
  superUsers: ['an array of principals', Array.isArray],
  allowEveryoneIfNoAcls: BOOLEAN
}

/** The problems with the option `authorizer`. */
export function authorizerProblems(given: Readonly<Record<string, unknown>>): string[] {
  const { superUsers } = given
  const listed: readonly unknown[] = Array.isArray(superUsers) ? superUsers : []
  const problems = listed.flatMap((each, index) => {
    if (typeof each === 'string' && PRINCIPAL.test(each)) return []
    return [mismatch(`authorizer.superUsers[${index}]`, 'a principal such as User:admin', each, describeName)]
  })
  return [...optionProblems(given, RULES, 'authorizer'), ...problems]
}

/** Reads a correct option `authorizer`. */
export function resolveAuthorizer(given: TestingAuthorizerOptions | boolean | undefined): AuthorizerSettings | undefined {
  if (given === undefined || given === false) return undefined
  const { superUsers = [], allowEveryoneIfNoAcls = false } = given === true ? {} : given
  return { superUsers: new Set(superUsers), allowEveryoneIfNoAcls }
}
