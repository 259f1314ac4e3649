import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeCertificate } from '../../../../src/testing/tls/certificate.ts'
import { ipBytes, objectIdentifier, octetString, time } from '../../../../src/testing/tls/der.ts'

const authority = makeCertificate({ commonName: 'authority', usage: 'authority' })

describe('a certificate of the test kit', () => {
  test('an authority signs itself, and may sign others', () => {
    const certificate = new X509Certificate(authority.cert)

    expect(certificate.ca).toBe(true)
    expect(certificate.checkIssued(certificate)).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
  })

  test('the certificate of a server names each host once, and is signed by the authority', () => {
    const hosts = ['localhost', 'broker.test', '127.0.0.1', '::1', 'fe80::1:2', '::ffff:1.2.3.4']
    const server = makeCertificate({ commonName: 'broker', usage: 'server', hosts, issuer: authority })
    const certificate = new X509Certificate(server.cert)

    expect(certificate.verify(new X509Certificate(authority.cert).publicKey)).toBe(true)
    expect(certificate.checkIssued(new X509Certificate(authority.cert))).toBe(true)
    expect(certificate.checkPrivateKey(createPrivateKey(server.key))).toBe(true)
    expect(certificate.ca).toBe(false)
    expect(certificate.subject).toBe('CN=broker')
    expect(certificate.checkHost('broker.test')).toBe('broker.test')
    expect(certificate.checkHost('other.test')).toBeUndefined()
    for (const host of hosts.slice(2)) expect(certificate.checkIP(host), host).toBe(host)
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined()
  })

  test('a certificate is valid from one day ago for a year', () => {
    const { validFrom, validTo } = new X509Certificate(authority.cert)
    const days = (date: string): number => Math.round((Date.parse(date) - Date.now()) / 86_400_000)

    expect([days(validFrom), days(validTo)]).toEqual([-1, 365])
  })

  test('the purposes of a server and of a client differ', () => {
    const purposes = (['server', 'client'] as const).map(usage => {
      const { cert } = makeCertificate({ commonName: usage, usage, issuer: authority })
      return new X509Certificate(cert).toLegacyObject().ext_key_usage
    })

    expect(purposes).toEqual([['1.3.6.1.5.5.7.3.1'], ['1.3.6.1.5.5.7.3.2']])
  })

  test('100 certificates have 100 serial numbers, each of 16 bytes and positive', () => {
    const certificates = Array.from({ length: 100 }, () => makeCertificate({ commonName: 'x', usage: 'client', issuer: authority }))
    const numbers = certificates.map(({ cert }) => new X509Certificate(cert).serialNumber)

    expect(new Set(numbers).size).toBe(100)
    for (const number of numbers) expect(number).toMatch(/^[4-7][0-9A-F]{31}$/)
  })
})

describe('a value in DER', () => {
  test('a date is a UTCTime up to 2049, and a GeneralizedTime after that', () => {
    expect(time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1')).toBe('\x17\x0d491231235959Z')
    expect(time(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z')
  })

  test.each([
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000']
  ])('a length of %i bytes has the shortest form', (bytes, head) => {
    expect(octetString(Buffer.alloc(bytes)).subarray(0, -bytes).toString('hex')).toBe(head)
  })

  test('an object identifier has its numbers in base 128', () => {
    expect(objectIdentifier('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302')
  })

  test.each([
    ['10.0.0.255', '0a0000ff'],
    ['::', '0'.repeat(32)],
    ['2001:db8::ff:0', '20010db8000000000000000000ff0000'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001']
  ])('the address %s has its bytes in network order', (address, hex) => {
    expect(ipBytes(address).toString('hex')).toBe(hex)
  })
})
