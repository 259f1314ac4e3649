import { absentValues, type Cluster, errorCodes, KafkaError } from 'kafkawire'
import { InitProducerId, type ProduceRequest } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import { expect, test } from 'vitest'
import { DirectStream } from '../../../campaign/work/direct-stream.ts'
import { Ledger } from '../../../campaign/work/ledgers/ledger.ts'
import { NextAfter } from '../../../campaign/work/next-after.ts'
import { markOf } from '../../../campaign/work/values.ts'
import { turns } from '../../../support/process/gate.ts'

/** A call that waits until the test settles it. */
interface Held {
  readonly producerId: bigint
  readonly baseSequence: number
  readonly records: readonly (number | undefined)[]
  answer(errorCode: number, baseOffset: bigint): void
  fail(delivery: 'not-sent' | 'maybe-sent'): void
}

/**
 * A stream to a cluster whose answers the test gives. Each producer id is one more than the last.
 */
function streamTo(isSequenced: boolean): {
  readonly stream: DirectStream
  readonly ledger: Ledger
  readonly map: { clusterId: string }
  take(): Held[]
} {
  const held: Held[] = []
  let producerIds = 0n
  const send = (api: unknown, request: ProduceRequest): Promise<unknown> => {
    if (api === InitProducerId) return Promise.resolve({ errorCode: 0, producerId: ++producerIds, producerEpoch: 0 })
    const [batch] = readBatches(request.topicData[0]?.partitionData[0]?.records ?? null)
    const { producerId = absentValues.NO_PRODUCER_ID, baseSequence = absentValues.NO_SEQUENCE } = batch ?? {}
    const records = [...(batch?.records() ?? [])].map(({ value }) => markOf(value)?.sequence)
    return new Promise((resolve, reject) => {
      held.push({
        ...{ producerId, baseSequence, records },
        answer: (errorCode, baseOffset) => resolve({ responses: [{ partitionResponses: [{ errorCode, baseOffset }] }] }),
        fail: delivery => reject(new KafkaError('KAFKA_TIMEOUT', 'late', { phase: 'queue', timeoutMs: 1, delivery }))
      })
    })
  }
  const ledger = new Ledger({ isOrdered: isSequenced })
  const options = { topic: 't', partition: 0, stream: 0, firstStream: 0, isSequenced }
  const map = { clusterId: 'a' }
  const stream = new DirectStream({ send, map } as unknown as Cluster, ledger, options, new NextAfter())
  return { stream, ledger, map, take: () => held.splice(0) }
}

test('a stream without sequence numbers sends five calls at once, and reports the outcome of each to the ledger', async () => {
  const { stream, ledger, take } = streamTo(false)
  await stream.pump()
  const calls = take()
  expect(calls.map(({ producerId, records }) => [producerId, records])).toEqual([0, 2, 4, 6, 8].map(first => [-1n, [first, first + 1]]))
  calls[0]?.answer(0, 100n)
  calls[1]?.answer(errorCodes.REQUEST_TIMED_OUT, -1n)
  calls[2]?.fail('not-sent')
  calls[3]?.fail('maybe-sent')
  await turns(1)
  expect(stream.isIdle).toBe(false)
  expect(ledger.verdict).toMatchObject({ sent: 10, acknowledged: 2, notSent: 2, open: 4, broken: { unsettled: 2 } })
  await stream.pump()
  expect(take()).toHaveLength(4)
})

test('a stream with sequence numbers gives the sequence numbers of calls that were not sent to its next records', async () => {
  const { stream, ledger, take } = streamTo(true)
  await stream.pump()
  await turns(1)
  await stream.pump()
  const calls = take()
  expect(calls.map(({ producerId, baseSequence }) => [producerId, baseSequence])).toEqual([0, 2, 4, 6, 8].map(first => [1n, first]))
  for (const [i, call] of calls.entries()) {
    if (i < 3) call.answer(i === 0 ? errorCodes.DUPLICATE_SEQUENCE_NUMBER : 0, i === 0 ? -1n : BigInt(2 * i))
    else call.fail('not-sent')
  }
  await turns(1)
  await stream.pump()
  const next = take()
  expect(next.map(({ producerId, baseSequence }) => [producerId, baseSequence])).toEqual([6, 8, 10, 12, 14].map(first => [1n, first]))
  expect(next[0]?.records).toEqual([10, 11])
  expect(ledger.verdict).toMatchObject({ acknowledged: 6, notSent: 4 })
})

test('a stream with sequence numbers waits until all calls have settled and begins with a new producer id after a call with an unknown outcome', async () => {
  const { stream, take } = streamTo(true)
  await stream.pump()
  await turns(1)
  await stream.pump()
  const [first, ...others] = take()
  first?.fail('maybe-sent')
  for (let i = 0; i < 3; i++) {
    await turns(1)
    await stream.pump()
  }
  expect(take()).toEqual([])
  for (const call of others) call.answer(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1n)
  await turns(1)
  await stream.pump()
  await turns(1)
  await stream.pump()
  expect(take().map(({ producerId, baseSequence }) => [producerId, baseSequence])).toEqual([0, 2, 4, 6, 8].map(first => [2n, first]))
})

test('a stream with sequence numbers begins with a new producer id if a call was not sent and a later one was acknowledged', async () => {
  const { stream, take } = streamTo(true)
  await stream.pump()
  await turns(1)
  await stream.pump()
  const [first, ...others] = take()
  first?.fail('not-sent')
  for (const call of others) call.answer(0, 0n)
  await turns(1)
  await stream.pump()
  await turns(1)
  await stream.pump()
  expect(take()[0]).toMatchObject({ producerId: 2n, baseSequence: 0 })
})

test('a stream with sequence numbers begins with a new producer id if another cluster answers', async () => {
  const { stream, map, take } = streamTo(true)
  await stream.pump()
  await turns(3)
  await stream.pump()
  const calls = take()
  map.clusterId = 'b'
  for (const call of calls) call.answer(0, 0n)
  await turns(3)
  await stream.pump()
  await turns(3)
  await stream.pump()
  expect(take().map(({ producerId, baseSequence }) => [producerId, baseSequence])[0]).toEqual([2n, 0])
})
