import { createHook } from 'node:async_hooks'
import { createHmac, pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { SaltedPasswords, type ScramHash } from '../../../src/sasl/scram/salted-passwords.ts'
import { scramSha256, scramSha512 } from '../../../src/sasl/scram/scram.ts'
import { scramExchange } from '../../../src/sasl/scram/scram-exchange.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

interface ScramVector {
  mechanism: string
  user: string
  password: string
  clientNonce: string
  extensions?: Record<string, string>
  clientFirst: string
  serverFirst: string
  clientFinal: string
  serverFinal: string
}

const SHA_256: ScramHash = { name: 'SCRAM-SHA-256', digest: 'sha256', bytes: 32 }
const SHA_512: ScramHash = { name: 'SCRAM-SHA-512', digest: 'sha512', bytes: 64 }
const CREDENTIALS = { username: 'user', password: 'pencil' }

const file = new URL('../../conformance/vectors/scram.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as ScramVector[]

function begin({ mechanism, user, password, clientNonce, extensions }: ScramVector, maxIterations = 1_000_000) {
  const hash = mechanism === SHA_256.name ? SHA_256 : SHA_512
  const salted = new SaltedPasswords(hash)
  const delegationToken = extensions?.['tokenauth'] === 'true'
  return scramExchange({ hash, username: user, password, clientNonce, delegationToken, maxIterations, salted })
}

describe("the exchanges of Kafka's own classes, and of RFC 7677", () => {
  test.each(vectors.map((vector, i) => [`${i}: ${vector.mechanism} ${vector.user}`, vector] as const))(
    'SCRAM exchange %s has the messages of the vectors',
    async (_, vector) => {
      const exchange = begin(vector)
      expect(await say(exchange)).toBe(vector.clientFirst)
      expect(await say(exchange, vector.serverFirst)).toBe(vector.clientFinal)
      expect(await say(exchange, vector.serverFinal)).toBe(undefined)
    }
  )
})

// Runs an exchange with a server that knows the password. `change` replaces parts of its messages.
async function exchangeWith(
  change: { first?: (nonce: string) => string; final?: string; password?: string; maxIterations?: number },
  iterations = 4_096
): Promise<void> {
  const exchange = scramSha256({ ...CREDENTIALS, maxIterations: change.maxIterations }).authenticate(saslContext())
  const clientFirst = (await say(exchange)) ?? ''
  const nonce = clientFirst.slice(clientFirst.indexOf('r=') + 2)
  const salt = Buffer.from('salty')
  const serverFirst = change.first?.(nonce) ?? `r=${nonce}more,s=${salt.toString('base64')},i=${iterations}`
  const clientFinal = (await say(exchange, serverFirst)) ?? ''
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const auth = `${clientFirst.slice(3)},${serverFirst},${clientFinal.slice(0, clientFinal.indexOf(',p='))}`
  const serverKey = hmac(pbkdf2Sync(change.password ?? 'pencil', salt, iterations, 32, 'sha256'), 'Server Key')
  expect(await say(exchange, change.final ?? `v=${hmac(serverKey, auth).toString('base64')}`)).toBe(undefined)
}

describe('a server', () => {
  test('a SCRAM server that knows the password is accepted', async () => {
    await exchangeWith({})
  })

  test('a SCRAM server may add optional extensions', async () => {
    await exchangeWith({ first: nonce => `r=${nonce}more,s=c2FsdHk=,i=4096,x=y` })
  })

  const firsts: [string, (nonce: string) => string, string][] = [
    ['has another nonce', () => 'r=other,s=c2FsdHk=,i=4096', 'does not begin with the nonce of this client'],
    ['has only the nonce of the client', nonce => `r=${nonce},s=c2FsdHk=,i=4096`, 'does not begin with the nonce of this client'],
    ['has a control character in the nonce', nonce => `r=${nonce}\u0007,s=c2FsdHk=,i=4096`, 'does not begin with the nonce of this client'],
    ['asks for 1 iteration', nonce => `r=${nonce}m,s=c2FsdHk=,i=1`, 'asks for 1 iterations; fewer than 4096'],
    ['asks for 4,095 iterations', nonce => `r=${nonce}m,s=c2FsdHk=,i=4095`, 'asks for 4095 iterations; fewer than 4096'],
    [
      'asks for a billion iterations',
      nonce => `r=${nonce}m,s=c2FsdHk=,i=1000000000`,
      'asks for 1000000000 iterations; maxIterations is 1000000'
    ],
    ['asks for a number of iterations that is not a number', nonce => `r=${nonce}m,s=c2FsdHk=,i=4096x`, 'asks for 4096x iterations'],
    ['has a salt that is not base64', nonce => `r=${nonce}m,s=c2Fs!,i=4096`, 'the salt of the broker is not base64'],
    ['has no salt', nonce => `r=${nonce}m,i=4096`, 'does not have s= as attribute 2'],
    ['has an empty salt', nonce => `r=${nonce}m,s=,i=4096`, 'the salt of the broker is not base64'],
    ['demands an extension', nonce => `m=x,r=${nonce}m,s=c2FsdHk=,i=4096`, 'demands an extension (m=)'],
    ['has an error', () => 'e=unknown-user', 'the broker says: unknown-user'],
    ['is empty', () => '', 'does not have r= as attribute 1'],
    ['has a mebibyte', () => 'r'.repeat(1_048_576), 'of 1048576 characters does not have r= as attribute 1']
  ]
  test.each(firsts)('SCRAM refuses a first message that %s', async (_, first, problem) => {
    const error = await rejectionOf(exchangeWith({ first }))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'SCRAM-SHA-256', retriable: false })
    expect(error.message).toContain(problem)
    expect(error.message.length).toBeLessThan(400)
  })

  test.each([
    ['is signed with another password', { password: 'pen' }, 'the signature of the broker is wrong'],
    ['has a short signature', { final: 'v=AAAA' }, 'the signature of the broker is wrong'],
    ['has a signature that is not base64', { final: 'v=!' }, 'the signature of the broker is wrong'],
    ['has no signature', { final: '' }, 'does not have v= as attribute 1'],
    ['has the error invalid-proof', { final: 'e=invalid-proof' }, 'the broker says: invalid-proof']
  ])('SCRAM refuses a final message that %s', async (_, change, problem) => {
    const error = await rejectionOf(exchangeWith(change))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'SCRAM-SHA-256' })
    expect(error.message).toContain(problem)
  })

  test('a SCRAM server may ask for as many iterations as maxIterations allows', async () => {
    await exchangeWith({ maxIterations: 4_097 }, 4_097)
    expect((await rejectionOf(exchangeWith({ maxIterations: 4_097 }, 4_098))).message).toContain('maxIterations is 4097')
  })
})

describe('credentials', () => {
  test('SCRAM credentials may be functions, which are called at each exchange', async () => {
    let asked = 0
    const mechanism = scramSha512({ username: async () => `user-${++asked}`, password: () => 'secret' })
    expect(await say(mechanism.authenticate(saslContext()))).toMatch(/^n,,n=user-1,r=/)
    expect(await say(mechanism.authenticate(saslContext()))).toMatch(/^n,,n=user-2,r=/)
  })

  test('the functions of SCRAM credentials get the context of the exchange', async () => {
    const hosts: string[] = []
    const username = ({ host, port, reason }: { host: string; port: number; reason: string }) => {
      hosts.push(`${host}:${port} ${reason}`)
      return 'user'
    }
    await say(scramSha256({ username, password: 'x' }).authenticate(saslContext({ reason: 're-authentication' })))
    expect(hosts).toEqual(['broker:9093 re-authentication'])
  })

  test('a SCRAM credential function that fails is a retriable error with the reason', async () => {
    const cause = new Error('the vault is sealed')
    const failing = () => Promise.reject(cause)
    const error = await rejectionOf(say(scramSha256({ username: 'user', password: failing }).authenticate(saslContext())))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true, cause })
    expect(error.message).toBe('SCRAM-SHA-256: the password function of your options failed: the vault is sealed')
  })

  test('a SCRAM credential function that does not return text is an error', async () => {
    const error = await rejectionOf(say(scramSha256({ username: 'user', password: (() => 7) as never }).authenticate(saslContext())))
    expect(error.message).toBe('SCRAM-SHA-256: the password function of your options did not return text')
  })

  test('scramSha256 names all wrong options in one error, without their values', () => {
    const given = { username: 7, password: undefined, pasword: 'canary', maxIterations: 4_096 } as never
    const error = failureOf(() => scramSha256(given))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(error.message).toContain('scramSha256: pasword is not an option: there are username, password, delegationToken, maxIterations')
    expect(error.message).toContain('username must be text, or a function that returns it, not a number; password is required')
    expect(error.message).not.toContain('canary')
    expect(() => scramSha256({ ...CREDENTIALS, maxIterations: 4_095 })).toThrow('maxIterations must be an integer from 4096 on')
    expect(() => scramSha256(null as never)).toThrow('scramSha256: options must be an object, not null')
  })

  test('SCRAM credentials do not show when the mechanism is printed', () => {
    const mechanism = scramSha256({ username: 'canary', password: 'canary' })
    expect(inspect(mechanism, { depth: 20, showHidden: true }) + JSON.stringify(mechanism)).not.toContain('canary')
  })
})

describe('a salted password', () => {
  test('a salted password is computed once for all exchanges at the same time', async () => {
    const salted = new SaltedPasswords(SHA_256)
    const salt = Buffer.from('salty')
    const made = salted.find('pencil', salt, 4_096)
    expect(salted.find('pencil', salt, 4_096)).toBe(made)
    expect(salted.find('pencil', salt, 4_097)).not.toBe(made)
    expect(salted.find('pen', salt, 4_096)).not.toBe(made)
    expect(await made).toEqual(pbkdf2Sync('pencil', salt, 4_096, 32, 'sha256'))
  })

  test('a salted password is computed off the main thread', async () => {
    const jobs = new Set<number>()
    const calledBack = new Set<number>()
    const hook = createHook({
      init: (id, type) => void (type === 'PBKDF2REQUEST' && jobs.add(id)),
      before: id => void (jobs.has(id) && calledBack.add(id))
    }).enable()
    await new SaltedPasswords(SHA_256).find('pencil', Buffer.from('salty'), 4_096)
    hook.disable()
    expect(jobs.size).toBe(1)
    expect(calledBack).toEqual(jobs) // a job that ran on the main thread would not be called back
  })

  test('old salted passwords are dropped, and the password itself is never kept', async () => {
    const salted = new SaltedPasswords(SHA_256)
    const made = salted.find('canary', Buffer.from('0'), 4_096)
    for (let i = 1; i <= 8; i++) await salted.find('canary', Buffer.from(String(i)), 4_096)
    expect(salted.find('canary', Buffer.from('0'), 4_096)).not.toBe(made)
    expect(inspect(salted, { depth: 20, showHidden: true })).not.toContain('canary')
  })
})
