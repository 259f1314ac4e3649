import type { TestProject } from 'vitest/node'
import { bootstrapOf } from './harness/cluster/describe.ts'
import { endTestClusters, startTestClusters } from './harness/cluster/test-clusters.ts'
import type { Listener } from './harness/listeners.ts'
import { firstAddress } from './support/address.ts'
import type { Broker } from './support/brokers.ts'

const VERSIONS = ['4.4.0', '3.9.2']

/**
 * Provides the brokers of this run. With KAFKA_BOOTSTRAP that is the cluster it names. Without it,
 * one node of each version is started here and stopped after the run.
 */
export async function setup(project: TestProject): Promise<void> {
  const { KAFKA_BOOTSTRAP } = process.env
  try {
    project.provide('brokers', KAFKA_BOOTSTRAP ? [given(KAFKA_BOOTSTRAP)] : await started())
  } catch (error) {
    // The message says what to do. Stack frames would hide it.
    if (error instanceof Error) error.stack = error.message
    throw error
  }
}

/** Stops the brokers that `setup` started. */
export async function teardown(): Promise<void> {
  await endTestClusters()
}

function given(bootstrap: string): Broker {
  firstAddress(bootstrap)
  return { name: `the cluster at ${bootstrap}`, bootstrap }
}

async function started(): Promise<Broker[]> {
  const clusters = await startTestClusters(VERSIONS)
  return clusters.map(cluster => {
    const { version, dir } = cluster
    const at = (listener: Listener): string => bootstrapOf(cluster, listener)
    const jwks = { plaintext: at('JWKS'), ssl: at('JWKS_SSL') }
    const sasl = { plaintext: at('SASL_PLAINTEXT'), ssl: at('SASL_SSL'), reauth: at('REAUTH'), jwks, gssapi: cluster.gssapi }
    const broker = { name: `Apache Kafka ${version}`, version, dir, bootstrap: at('PLAINTEXT'), tls: at('SSL'), sasl }
    console.log(`${broker.name} answers on ${broker.bootstrap} after ${cluster.startedInMs} ms`)
    return broker
  })
}
