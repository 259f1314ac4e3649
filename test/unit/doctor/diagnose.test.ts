import { describe, expect, test } from 'vitest'
import { diagnose, doctorSteps, type Finding } from '../../../src/doctor/index.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { until } from '../../support/process/gate.ts'
import { tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

describe('a diagnosis', () => {
  test('a cluster with TLS and SASL in which all is well is described', async () => {
    await using kafka = await startTestingCluster({
      brokers: 2,
      topics: { orders: 1 },
      tls: { clientAuth: 'requested' },
      sasl: { users: { alice: 'secret' }, sessionLifetimeMs: 60_000 }
    })
    const findings: Finding[] = []
    const result = await diagnose({
      bootstrap: kafka.bootstrap,
      tls: kafka.tls?.options as never,
      sasl: plain({ username: 'alice', password: 'secret' }),
      topics: ['orders'],
      write: true,
      onFinding: finding => findings.push(finding)
    })
    expect(result).toMatchObject({
      status: 'ok',
      failedStep: undefined,
      cause: `This machine can use all 2 brokers of cluster ${kafka.clusterId}.`,
      clusterId: kafka.clusterId,
      controllerId: 1,
      clockSkewMs: expect.any(Number)
    })
    expect(findings).toEqual(result.findings)
    expect(result.servers[0]).toMatchObject({
      host: '127.0.0.1',
      isReachable: true,
      speaker: 'kafka',
      likelyBroker: 'Apache Kafka 4.4',
      mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
      sessionLifetimeMs: 60_000,
      tls: { version: 'TLSv1.3', asksForCertificate: true, refusal: undefined, names: expect.arrayContaining(['DNS:localhost']) },
      versions: { ApiVersions: [0, 5] }
    })
    await until(() => kafka.broker(1).connections + kafka.broker(2).connections === 0)
  })

  test('a broker that asks for no certificate is told from one that does', async () => {
    await using kafka = await startTestingCluster({ tls: true })
    const { servers } = await diagnose({ bootstrap: kafka.bootstrap, tls: { ca: kafka.tls?.ca } as never })
    expect(servers[0]?.tls?.asksForCertificate).toBe(false)
  })

  test.each([
    ['kafka-2.8', 'Apache Kafka 2.8'],
    ['kafka-3.9', 'Apache Kafka 3.9'],
    ['event-hubs', 'a broker other than Apache Kafka, with the protocol of 3.2']
  ] as const)('the profile %s is recognised as %s', async (profile, likelyBroker) => {
    await using kafka = await startTestingCluster({ profile })
    const { servers } = await diagnose({ bootstrap: kafka.bootstrap })
    expect(servers[0]?.likelyBroker).toBe(likelyBroker)
  })

  test('a bootstrap server that cannot be used is a warning while another one can', async () => {
    await using kafka = await startTestingCluster()
    const result = await diagnose({ bootstrap: ['127.0.0.1:1', kafka.bootstrap] })
    expect(result).toMatchObject({
      status: 'warning',
      failedStep: undefined,
      cause: '127.0.0.1:1 refuses connections: nothing listens on that port.'
    })
    expect(await diagnose({ bootstrap: ['127.0.0.1:1', '127.0.0.1:2'] })).toMatchObject({ status: 'failed', failedStep: 'tcp' })
  })

  test('the signal ends a diagnosis with its reason', async () => {
    await using kafka = await startTestingCluster()
    const ending = new AbortController()
    const running = diagnose({
      bootstrap: kafka.bootstrap,
      idleMs: 3_600_000,
      signal: ending.signal,
      onFinding: ({ step }) => step === 'advertised' && ending.abort(new Error('enough'))
    })
    await expect(running).rejects.toThrow('enough')
    await expect(diagnose({ bootstrap: kafka.bootstrap, signal: ending.signal })).rejects.toThrow('enough')
  })

  test('options that are wrong are refused together', async () => {
    const wrong = diagnose({ bootstrap: 'a/b', write: true, timeoutMs: 0, tsl: true } as never)
    await expect(wrong).rejects.toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: [
        expect.stringContaining('tsl is not an option'),
        expect.stringContaining('timeoutMs must be a finite number of milliseconds above 0'),
        expect.stringContaining('bootstrap is not an address'),
        'write needs a topic in topics'
      ]
    })
  })

  test('docs/doctor.md has every step, in their order', () => {
    expect(tableOf(readSource('docs/doctor.md').text, 'step').map(([name = '']) => name.replaceAll('`', ''))).toEqual(doctorSteps)
  })
})
