import { acks, type Cluster, errorCodes, KafkaError } from 'kafkawire'
import type { ProduceRequest } from 'kafkawire/messages'
import { describe, expect, test } from 'vitest'
import { Ledger, type Verdict } from '../../../campaign/work/ledgers/ledger.ts'
import { SplitProducer } from '../../../campaign/work/producing/split-producer.ts'
import { Random } from '../../../support/vectors/random.ts'

type Part = { readonly response?: unknown; readonly error?: unknown }
type Answering = (request: ProduceRequest) => Part[]

const places = [0, 1].map(partition => ({ stream: partition, topic: 'orders', topicId: 'an-id', partition }))
const failure = (delivery: 'not-sent' | 'maybe-sent'): KafkaError =>
  new KafkaError('KAFKA_TIMEOUT', 'too late', { phase: 'response', timeoutMs: 1, delivery })

/** An answer about these partitions of a request. */
function answerTo({ topicData }: ProduceRequest, isMeant: (index: number) => boolean, errorCode: number, baseOffset: bigint): unknown {
  const responses = topicData.map(({ name = '', topicId = '', partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.filter(({ index }) => isMeant(index)).map(({ index }) => ({ index, errorCode, baseOffset }))
  }))
  return { responses, throttleTimeMs: 0, nodeEndpoints: [] }
}

/** What the account says after calls that ended like this. */
async function produce(answering: Answering): Promise<Verdict & { readonly problems: readonly string[] }> {
  const send = async (_: unknown, request: ProduceRequest): Promise<unknown> => {
    const parts = answering(request)
    const error = parts.find(part => part.error !== undefined)?.error
    if (error !== undefined) throw Object.assign(Object(error), { shards: parts })
    return parts[0]?.response
  }
  const sendSharded = async (_: unknown, request: ProduceRequest): Promise<unknown> => answering(request)
  const ledger = new Ledger({ isOrdered: false })
  const cluster = { send, sendSharded } as unknown as Cluster
  const producer = new SplitProducer(cluster, ledger, { places, acks: acks.ALL, callers: 1, random: new Random(1) })
  await new Promise(resolve => setTimeout(resolve, 1_000))
  await producer.stop()
  return { ...ledger.verdict, problems: producer.problems }
}

describe('the account of split Produce calls', () => {
  test('takes records as acknowledged only if the answer has their partition without an error', async () => {
    const verdict = await produce(request => [{ response: answerTo(request, () => true, errorCodes.NONE, 0n) }])
    expect(verdict).toMatchObject({ notSent: 0, open: 0, problems: [] })
    expect(verdict.acknowledged).toBe(verdict.sent)
  })

  test('takes error codes as open, and as not sent if nothing was done', async () => {
    const notSent = await produce(request => [{ response: answerTo(request, () => true, errorCodes.NOT_LEADER_OR_FOLLOWER, -1n) }])
    expect(notSent.notSent).toBe(notSent.sent)
    const appended = await produce(request => [{ response: answerTo(request, () => true, errorCodes.NOT_LEADER_OR_FOLLOWER, 7n) }])
    expect(appended.open).toBe(appended.sent)
    const late = await produce(request => [{ response: answerTo(request, () => true, errorCodes.REQUEST_TIMED_OUT, -1n) }])
    expect(late.open).toBe(late.sent)
  })

  test('takes the partitions of a part that failed as that error says', async () => {
    for (const delivery of ['not-sent', 'maybe-sent'] as const) {
      const verdict = await produce(request => [
        { response: answerTo(request, index => index === 0, errorCodes.NONE, 0n) },
        { error: failure(delivery) }
      ])
      expect(verdict.acknowledged).toBeGreaterThan(0)
      expect(delivery === 'not-sent' ? verdict.notSent : verdict.open).toBe(verdict.sent - verdict.acknowledged)
      expect(verdict.problems).toEqual([])
    }
  })

  test('reports an answer that lacks a partition or has one twice', async () => {
    const lacking = await produce(request => [{ response: answerTo(request, index => index === 0, errorCodes.NONE, 0n) }])
    expect(lacking.problems).toContain('Produce was not answered for orders-1')
    const twice = await produce(request => {
      const response = answerTo(request, () => true, errorCodes.NONE, 0n)
      return [{ response }, { response }]
    })
    expect(twice.problems.some(text => text.startsWith('Produce was answered 2 times for orders-'))).toBe(true)
  })
})
