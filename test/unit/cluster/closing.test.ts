import { expect, test } from 'vitest'
import { absentValues, connectCluster, specialTimestamps } from '../../../src/index.ts'
import { ListOffsets, Metadata } from '../../../src/messages.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { closingStates } from '../../support/faults/closing-states.ts'
import { turns } from '../../support/process/gate.ts'
import { startProgram } from '../../support/process/program.ts'
import { watchResources } from '../../support/process/resources.ts'

// While a cluster is being opened, only its signal can end it.
const heard: Readonly<Record<string, readonly string[]>> = {
  connecting: ['given up'],
  'in the TLS handshake': ['given up'],
  'asking for versions': ['given up'],
  authenticating: ['given up'],
  idle: []
}

test('a cluster that is closed in any state leaves no socket, timer or waiting call, and its process ends', async () => {
  using program = startProgram('closing')
  const states: string[] = []
  for (let line = await program.line(); line !== undefined; line = await program.line()) {
    const { state, outcomes, ...left } = JSON.parse(line)
    states.push(state)
    expect(left, state).toEqual({ connections: 0, left: [], timers: 0 })
    expect(new Set(outcomes), state).toEqual(new Set(heard[state] ?? ['KAFKA_POOL_CLOSED']))
  }
  expect(states).toEqual(Object.keys(closingStates))
  expect(await program.ended).toEqual({ code: 0, stderr: '' })
})

test('a hundred clusters whose opening is cut off or aborted, each a little later, leave no socket or timer', async () => {
  const leftBehind = watchResources()
  {
    await using kafka = await startTestingCluster({ sasl: { alice: 'secret' } })
    const connection = { sasl: plain({ username: 'alice', password: 'secret' }) }
    let opened = 0
    for (let i = 0; i < 100; i++) {
      const calledOff = kafka.broker(1).fault({ after: { bytes: 7 * i }, do: i % 2 ? 'reset' : 'close', times: 4 })
      if (i % 3 === 0) calledOff()
      const giveUp = new AbortController()
      const outcomes = connectCluster({ bootstrapServers: kafka.bootstrap, connection, signal: giveUp.signal }).catch(error => error)
      if (i % 3 === 0) void turns(i / 3).then(() => giveUp.abort(new Error('given up')))
      const outcome = await outcomes
      calledOff()
      if (outcome instanceof Error) continue
      opened++
      await outcome.close()
    }
    expect(opened).toBeLessThan(100)
    expect(opened).toBeGreaterThan(0) // the later ones are cut after the last byte that opening needs
    for (let turn = 0; turn < 1_000 && kafka.broker(1).connections > 0; turn++) await turns(1)
    expect(kafka.broker(1).connections).toBe(0)
  }
  expect(await leftBehind()).toEqual([])
})

test('a closed cluster gives no answer for partitions without a leader, but the error of a closed cluster', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { maxAttempts: 1 } })
  kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    for (const partition of answer?.topics.flatMap(({ partitions }) => partitions) ?? []) partition.leaderId = absentValues.NO_LEADER_ID
    return answer
  })
  await cluster.refresh()
  await cluster.topic('orders')
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  await cluster.close()
  const closed = { code: 'KAFKA_POOL_CLOSED', delivery: 'not-sent' }
  expect(await rejectionOf(cluster.partition('orders', 0))).toMatchObject(closed)
  expect(await rejectionOf(cluster.partition('orders', 7))).toMatchObject(closed)
  expect(await rejectionOf(cluster.send(ListOffsets, { topics }))).toMatchObject(closed)
  expect(await rejectionOf(cluster.topic('unknown'))).toMatchObject(closed)
})
