// A program of a user, which the oldest supported TypeScript checks against the package.
import { acks, type Cluster, connectCluster } from 'kafkawire'
import { diagnose } from 'kafkawire/doctor'
import { Produce } from 'kafkawire/messages'
import { Metadata } from 'kafkawire/messages/metadata'
import { instrument } from 'kafkawire/otel'
import { batchBuilder } from 'kafkawire/records'
import { plain } from 'kafkawire/sasl'
import { accept } from 'kafkawire/server'
import { startTestingCluster } from 'kafkawire/testing'

export async function open(): Promise<Cluster> {
  const connection = { sasl: plain({ username: 'alice', password: 'secret' }) }
  const cluster = await connectCluster({ bootstrapServers: 'broker-1:9092', connection })
  await cluster.send(Produce, {
    acks: acks.ALL,
    topicData: [{ name: 't', partitionData: [{ index: 0, records: batchBuilder().build() }] }]
  })
  await cluster.send(Metadata, { topics: [] })
  return cluster
}

export const servers: readonly unknown[] = [accept, diagnose, startTestingCluster, instrument]
