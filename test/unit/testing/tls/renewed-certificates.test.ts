import { describe, expect, test } from 'vitest'
import { type Connection, connect, isKafkaError } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingTls } from '../../../../src/testing/index.ts'
import { makePki } from '../../../support/pki.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'

const everything = { topics: null }
const transports = ['tcp', 'memory'] as const

const tlsOf = ({ tls }: TestingCluster): TestingTls => {
  if (tls === undefined) throw new Error('no TLS')
  return tls
}

// The options are read again at each dial.
function open(kafka: TestingCluster, nodeId = 1): Promise<Connection> {
  const { host, port } = kafka.broker(nodeId)
  return connect({ host, port, ...(kafka.dial && { dial: kafka.dial }), tls: async () => tlsOf(kafka).options })
}

async function works(connection: Connection): Promise<boolean> {
  return (await connection.send(Metadata, everything)).brokers.length > 0
}

describe.each(transports)('the certificate of brokers in %s', transport => {
  test('is another one for new connections after a renewal, and open ones stay', async () => {
    await using kafka = await startTestingCluster({ transport, tls: true })
    await using before = await open(kafka)
    const { ca } = tlsOf(kafka)
    tlsOf(kafka).renew()
    await using after = await open(kafka)

    expect(await works(before)).toBe(true)
    expect(await works(after)).toBe(true)
    expect(tlsOf(kafka).ca).toBe(ca)
  })

  test.each([{ expired: true }, { authority: 'unknown' }] as const)('is refused after a renewal with %o, until the next one', async how => {
    await using kafka = await startTestingCluster({ transport, tls: true })
    await using before = await open(kafka)
    tlsOf(kafka).renew(how)
    const failure = await rejectionOf(open(kafka))

    expect(isKafkaError(failure, 'KAFKA_CONNECT') && [failure.phase, failure.retriable]).toEqual(['tls', false])
    expect(String(failure)).toContain('expired' in how ? 'certificate has expired' : 'certificate is refused')
    expect(await works(before)).toBe(true)
    tlsOf(kafka).renew()
    await using after = await open(kafka)
    expect(await works(after)).toBe(true)
  })

  test('may come from a new authority, which clients find in the options', async () => {
    await using kafka = await startTestingCluster({ transport, tls: true })
    const before = tlsOf(kafka).options
    tlsOf(kafka).renew({ authority: 'new' })
    await using after = await open(kafka)

    expect(await works(after)).toBe(true)
    const { host, port } = kafka.broker(1)
    expect(await rejectionOf(connect({ host, port, ...(kafka.dial && { dial: kafka.dial }), tls: before }))).toMatchObject({ phase: 'tls' })
  })

  test('is the new one on a broker that joins or starts later too', async () => {
    await using kafka = await startTestingCluster({ transport, tls: true })
    tlsOf(kafka).renew({ expired: true })
    await kafka.addBroker()
    await kafka.broker(1).restart()

    expect(await rejectionOf(open(kafka, 1))).toMatchObject({ phase: 'tls' })
    expect(await rejectionOf(open(kafka, 2))).toMatchObject({ phase: 'tls' })
  })
})

describe('a renewal', () => {
  test('replaces a certificate of the caller by one of the authority of the process', async () => {
    const pki = makePki()
    await using kafka = await startTestingCluster({ tls: { ...pki.server, ca: pki.ca } })
    expect(tlsOf(kafka).ca).toBe(pki.ca)
    tlsOf(kafka).renew()
    await using connection = await open(kafka)

    expect(await works(connection)).toBe(true)
    expect(tlsOf(kafka).ca).not.toBe(pki.ca)
  })

  test('with wrong options is refused', async () => {
    await using kafka = await startTestingCluster({ tls: true })
    const { renew } = tlsOf(kafka)

    expect(() => renew({ authority: 'another' as 'new' })).toThrow('renew: authority must be one of same, new, unknown')
    expect(() => renew({ expired: 1 as unknown as boolean })).toThrow('renew: expired must be')
  })
})
