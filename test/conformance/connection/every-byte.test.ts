import { describe, expect, test } from 'vitest'
import { connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { outcomeOf } from '../../support/faults/misdeeds.ts'
import { watchResources } from '../../support/process/resources.ts'

const ANY = { topics: null }
const START = { versions: { ApiVersions: [0, 3], Metadata: [0, 1] } } as const
// So long that nothing in these tests ends by a deadline.
const FOR_EVER = { connectMs: Infinity, requestMs: Infinity }
const ALLOWED = /^(value|KAFKA_CONNECT (tcp|api-versions)|KAFKA_CONNECTION_CLOSED broken)$/

/** Opens a connection, sends two requests, and closes. Returns the bytes if nothing failed. */
async function converse(kafka: TestingCluster): Promise<string[]> {
  const { host, port } = kafka.broker(1)
  const connecting = connect({ host, port, timeouts: FOR_EVER })
  const opened = await outcomeOf(connecting)
  if (opened !== 'value') return [opened]
  const connection = await connecting
  const outcomes = await Promise.all([1, 2].map(() => outcomeOf(connection.send(Metadata, ANY))))
  await connection.close()
  return outcomes
}

describe.each(['close', 'reset'] as const)('a broker that ends connections by %s', how => {
  test.each(['receivedBytes', 'bytes'] as const)(
    'a broker that ends the connection after any number of %s leaves values or typed errors, and no socket',
    async counted => {
      const leftBehind = watchResources()
      {
        await using kafka = await startTestingCluster(START)
        const seen = new Set<string>()
        let count = 0
        // Up to the byte at which the conversation is over before the fault.
        for (let outcomes: string[] = []; outcomes.join() !== 'value,value'; ) {
          const after = counted === 'bytes' ? { bytes: ++count } : { receivedBytes: ++count }
          const off = kafka.broker(1).fault({ after, do: how, times: Infinity })
          outcomes = await converse(kafka)
          off()
          for (const outcome of outcomes) seen.add(outcome)
        }
        expect(count).toBeGreaterThan(60)
        expect([...seen].filter(outcome => !ALLOWED.test(outcome))).toEqual([])
        expect([...seen]).toContain('KAFKA_CONNECTION_CLOSED broken')
      }
      expect(await leftBehind()).toEqual([])
    }
  )
})
