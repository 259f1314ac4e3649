import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { turns } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const UNASKED = { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(1) }] }] }

describe('a broker that answers a post', () => {
  test('an answer to a post is ignored, before, between and after other answers', async () => {
    const { connection, peer } = memoryLink()
    const posts = [connection.post(Produce, UNASKED)]
    const first = connection.send(Metadata, { topics: [{ name: 'a' }] })
    posts.push(connection.post(Produce, UNASKED))
    const second = connection.send(Metadata, { topics: [{ name: 'b' }] })
    posts.push(connection.post(Produce, UNASKED))
    await Promise.all(posts)
    for (const request of await peer.take(5)) {
      if (request.header.apiKey === Produce.key) peer.answer(request, Produce, { responses: [] })
      else peer.answer(request, Metadata, ANSWER)
    }
    expect(await Promise.all([first, second])).toMatchObject([ANSWER, ANSWER])
    await turns(3)
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('an answer to a post is ignored while nothing is in flight, whatever it says', async () => {
    const { connection, peer } = memoryLink()
    await connection.post(Produce, UNASKED)
    peer.answerBytes(await peer.next(), 'ffff ffff ff')
    await turns(3)
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('a second answer to the same post is out of sync', async () => {
    const { connection, peer } = memoryLink()
    await connection.post(Produce, UNASKED)
    const request = await peer.next()
    peer.answer(request, Produce, { responses: [] })
    peer.answer(request, Produce, { responses: [] })
    const { reason, cause } = await connection.closed
    expect(reason).toBe('out-of-sync')
    expect(cause).toHaveProperty('message', 'An answer has correlation id 0, but none is awaited')
  })

  test('an answer with a correlation id that was not posted is out of sync', async () => {
    const { connection, peer } = memoryLink()
    await connection.post(Produce, UNASKED)
    const lost = rejectionOf(connection.send(Metadata, ANY))
    const [post] = await peer.take(2)
    if (post !== undefined) peer.answer({ ...post, header: { ...post.header, correlationId: 77 } }, Produce, { responses: [] })
    expect(await connection.closed).toMatchObject({ reason: 'out-of-sync', cause: { code: 'KAFKA_PROTOCOL' } })
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'out-of-sync', delivery: 'maybe-sent' })
  })
})
