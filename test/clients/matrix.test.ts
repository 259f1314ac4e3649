import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIENTS } from './support/clients.ts'
import { matrixOf, pageWith } from './support/page.ts'
import { runClient } from './support/run-client.ts'
import { STEPS, type Step, type StepResult, TRANSPORTS, type Transport } from './support/steps.ts'
import { type RunningCluster, startBroker } from './support/testing-broker.ts'

const page = join(import.meta.dirname, '../../docs/testing.md')
const results = new Map<string, ReadonlyMap<string, StepResult>>()
const clusters = new Map<Transport, RunningCluster>()

beforeAll(async () => {
  for (const transport of TRANSPORTS) clusters.set(transport, await startBroker(transport))
})
afterAll(async () => {
  for (const cluster of clusters.values()) await cluster[Symbol.asyncDispose]()
})

describe.each(TRANSPORTS)('over %s', transport => {
  test.concurrent.each(CLIENTS.map(client => [client.name, client] as const))('%s passes every step that it has', async (name, client) => {
    const steps = (Object.keys(STEPS) as Step[]).filter(step => client.lacks[step] === undefined)
    const { access } = clusters.get(transport) as RunningCluster
    const { mechanism = 'SCRAM-SHA-256' as const } = client
    const security = access.security && { security: { ...access.security, mechanism } }
    const result = await runClient(client, {
      ...access,
      ...security,
      prefix: name.replaceAll(/\W+/g, '-'),
      steps: [...steps, ...(client.tools ?? [])]
    })
    results.set(`${name} ${transport}`, result)
    expect([...result.values()].filter(({ error }) => error !== undefined)).toEqual([])
  })
})

test('the matrix in docs/testing.md is the one that this run gives', () => {
  const matrix = matrixOf(CLIENTS, (client, transport) => results.get(`${client} ${transport}`))
  process.stdout.write(`${matrix}\n`)
  const text = readFileSync(page, 'utf8')
  if (process.env['UPDATE_MATRIX']) writeFileSync(page, pageWith(text, 'matrix', matrix))
  else expect(text).toBe(pageWith(text, 'matrix', matrix))
})
