import { describe, expect, test } from 'vitest'
import { aclOperations, aclPermissions, patternTypes, resourceTypes } from '../../../../src/protocol/codes/index.ts'
import type { Acl } from '../../../../src/testing/security/acls.ts'
import { Authorizer } from '../../../../src/testing/security/authorizer.ts'

const { ALL, ALTER, ALTER_CONFIGS, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE } = aclOperations
const { ALLOW, DENY } = aclPermissions
const { LITERAL, PREFIXED } = patternTypes

/** An ACL about topics, in short. */
const rule = (resourceName: string, operation: number, over: Partial<Acl> = {}): Acl => ({
  ...{ resourceType: resourceTypes.TOPIC, resourceName, patternType: LITERAL, principal: 'User:alice', host: '*' },
  ...{ operation, permissionType: ALLOW, ...over }
})

function authorizerWith(acls: readonly Acl[], allowEveryoneIfNoAcls = false): Authorizer {
  const authorizer = new Authorizer({ superUsers: new Set(['User:admin']), allowEveryoneIfNoAcls })
  for (const each of acls) authorizer.acls.add(each)
  return authorizer
}

const alice = { principal: 'User:alice', host: '127.0.0.1' }
const may = (acls: readonly Acl[], operation: number, name = 'orders', who = alice): boolean =>
  authorizerWith(acls).isAllowed(who, operation, resourceTypes.TOPIC, name)

describe('the authorizer', () => {
  test.each([
    ['the literal name', [rule('orders', READ)], true],
    ['another name', [rule('order', READ)], false],
    ['the name *', [rule('*', READ)], true],
    ['a prefix', [rule('ord', READ, { patternType: PREFIXED })], true],
    ['a prefix that is not one', [rule('rd', READ, { patternType: PREFIXED })], false],
    ['all operations', [rule('orders', ALL)], true],
    ['another operation', [rule('orders', WRITE)], false],
    ['another type', [rule('orders', READ, { resourceType: resourceTypes.GROUP })], false],
    ['everybody', [rule('orders', READ, { principal: 'User:*' })], true],
    ['another user', [rule('orders', READ, { principal: 'User:bob' })], false],
    ['the host of the client', [rule('orders', READ, { host: '127.0.0.1' })], true],
    ['another host', [rule('orders', READ, { host: '10.0.0.1' })], false],
    ['a DENY of the same', [rule('orders', READ), rule('*', READ, { permissionType: DENY })], false],
    ['a DENY of another operation', [rule('orders', READ), rule('*', WRITE, { permissionType: DENY })], true],
    ['a DENY of all operations', [rule('orders', READ), rule('ord', ALL, { patternType: PREFIXED, permissionType: DENY })], false],
    ['no ACL at all', [], false]
  ])('an ACL of %s decides whether alice may read', (_, acls, expected) => {
    expect(may(acls, READ)).toBe(expected)
  })

  test.each([
    [DESCRIBE, [READ, WRITE, DELETE, ALTER], [CREATE, DESCRIBE_CONFIGS, ALTER_CONFIGS]],
    [DESCRIBE_CONFIGS, [ALTER_CONFIGS], [READ, ALTER, DESCRIBE]]
  ])('operation %i is implied by %j, but not by %j', (implied, by, notBy) => {
    for (const operation of by) expect(may([rule('orders', operation)], implied), String(operation)).toBe(true)
    for (const operation of notBy) expect(may([rule('orders', operation)], implied), String(operation)).toBe(false)
  })

  test('a DENY of READ does not deny DESCRIBE', () => {
    expect(may([rule('orders', WRITE), rule('orders', READ, { permissionType: DENY })], DESCRIBE)).toBe(true)
  })

  test('a super user may do everything, even what a DENY forbids', () => {
    expect(may([rule('*', ALL, { principal: 'User:*', permissionType: DENY })], READ, 'x', { ...alice, principal: 'User:admin' })).toBe(
      true
    )
  })

  test('allowEveryoneIfNoAcls counts only for resources that no ACL is about', () => {
    const authorizer = authorizerWith([rule('orders', READ, { principal: 'User:bob' })], true)

    expect(authorizer.isAllowed(alice, READ, resourceTypes.TOPIC, 'payments')).toBe(true)
    expect(authorizer.isAllowed(alice, READ, resourceTypes.TOPIC, 'orders')).toBe(false)
  })

  test.each([
    ['nothing', [], false],
    ['a literal ALLOW', [rule('orders', WRITE)], true],
    ['an ALLOW of another operation', [rule('orders', READ)], false],
    ['an ALLOW below a DENY of *', [rule('orders', WRITE), rule('*', WRITE, { permissionType: DENY })], false],
    [
      'an ALLOW below a DENY of a prefix',
      [rule('orders', WRITE), rule('or', WRITE, { patternType: PREFIXED, permissionType: DENY })],
      false
    ],
    [
      'an ALLOW of * beside a DENY of a prefix',
      [rule('*', WRITE), rule('or', WRITE, { patternType: PREFIXED, permissionType: DENY })],
      true
    ],
    [
      'a prefixed ALLOW beside a literal DENY',
      [rule('or', WRITE, { patternType: PREFIXED }), rule('or', WRITE, { permissionType: DENY })],
      true
    ]
  ])('with %s, alice may write to some topic or not', (_, acls, expected) => {
    expect(authorizerWith(acls).isAllowedSomewhere(alice, WRITE, resourceTypes.TOPIC)).toBe(expected)
  })
})
