import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { connectCluster, formatPrometheus, measureRequests } from '../../src/index.ts'
import { Metadata } from '../../src/messages.ts'
import { brokers } from './support/brokers.ts'

test.each(brokers())('promtool finds nothing wrong with the metrics of a cluster on $name', async ({ bootstrap }) => {
  using requests = measureRequests()
  await using cluster = await connectCluster({ bootstrapServers: bootstrap })
  await cluster.send(Metadata, { topics: [] })
  const promtool = spawn('promtool', ['check', 'metrics'])
  promtool.stdin.end(formatPrometheus(cluster.pool.snapshot(), { requests, labels: { service: 'shop' } }))
  const [stdout, stderr, [exitCode]] = await Promise.all([text(promtool.stdout), text(promtool.stderr), once(promtool, 'close')])
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})
