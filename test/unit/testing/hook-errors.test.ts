import assert from 'node:assert'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { connect, KafkaError } from '../../../src/index.ts'
import { Heartbeat, Metadata, Vote } from '../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { gate, until } from '../../support/process/gate.ts'

const ALL = { topics: null }

/** An error like a failed assertion of Jest, whose name is that of a plain error. */
class JestAssertionError extends Error {
  readonly matcherResult = { pass: false }
}

/**
 * Starts a cluster whose hook on Metadata throws this, and sends one request. Returns what the
 * client got, and the result of closing the cluster.
 */
async function endsOf(
  thrown: unknown,
  options: TestingClusterOptions = {}
): Promise<{ kafka: TestingCluster; client: unknown; closed: unknown }> {
  const kafka = await startTestingCluster(options)
  kafka.on(Metadata, () => {
    throw thrown
  })
  const connection = await connect({ host: kafka.bootstrap })
  const client = await connection.send(Metadata, ALL).catch((error: unknown) => error)
  const closed = await kafka.close().then(
    () => 'closed',
    (error: unknown) => error
  )
  return { kafka, client, closed }
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

const assertion = thrownBy(() => assert.equal(1, 2))
const expectation = thrownBy(() => expect(1).toBe(2))

describe('an error that a hook throws by mistake', () => {
  test.each<[string, unknown]>([
    ['an assertion of Node', assertion],
    ['an assertion of Vitest', expectation],
    ['an assertion of Jest', new JestAssertionError('expected')],
    ['an assertion of another realm', runInNewContext('new (class AssertionError extends Error {})("expected")')],
    ['a TypeError', thrownBy(() => (undefined as never as { a: string }).a)],
    ['an error that was named', Object.assign(new Error('named'), { name: 'AssertionError' })],
    ['an error of the driver', new KafkaError('KAFKA_POOL_CLOSED', 'closed', {})],
    ['what is no error', 'text'],
    ['nothing', undefined]
  ])('an error that a hook throws by mistake closes the connection, and close() rejects with it: %s', async (_, thrown) => {
    const { kafka, client, closed } = await endsOf(thrown)
    expect(client).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED' })
    expect(closed).toBe(thrown)
    expect(kafka.hookErrors).toEqual([thrown])
  })

  test('an error that a hook throws by mistake is thrown at the end of the scope of `await using`', async () => {
    const scope = async (): Promise<void> => {
      await using kafka = await startTestingCluster()
      kafka.on(Metadata, async ({ message }, next) => {
        await Promise.resolve()
        expect(message.topics).toEqual([])
        return next()
      })
      const connection = await connect({ host: kafka.bootstrap })
      await rejectionOf(connection.send(Metadata, ALL))
    }
    expect(await rejectionOf(scope())).toMatchObject({ name: 'AssertionError', actual: null, expected: [] })
  })

  test('an error that a hook throws by mistake is thrown by close() once, and it is the first if there are several', async () => {
    await using kafka = await startTestingCluster()
    const thrown = [new TypeError('first'), new RangeError('second')]
    kafka.on(Metadata, () => {
      throw thrown[kafka.hookErrors.length]
    })
    for (let i = 0; i < 2; i++) {
      const connection = await connect({ host: kafka.bootstrap })
      await rejectionOf(connection.send(Metadata, ALL))
    }
    expect(await rejectionOf(kafka.close())).toBe(thrown[0])
    expect(kafka.hookErrors).toEqual(thrown)
    await kafka.close()
  })

  test('an error that a hook throws by mistake is noted once if several hooks pass it on', async () => {
    const kafka = await startTestingCluster()
    kafka.on(Metadata, () => {
      throw assertion
    })
    kafka.on(Metadata, (_, next) => next())
    const connection = await connect({ host: kafka.bootstrap })
    await rejectionOf(connection.send(Metadata, ALL))
    expect(kafka.hookErrors).toEqual([assertion])
    expect(await rejectionOf(kafka.close())).toBe(assertion)
  })

  test('an error that a hook throws by mistake goes to onHookError at once, with the request, and close() then does not reject', async () => {
    const told: unknown[] = []
    const { closed } = await endsOf(assertion, {
      onHookError: (error, { nodeId, header }) => told.push(error, nodeId, header.apiKey)
    })
    expect(told).toEqual([assertion, 1, Metadata.key])
    expect(closed).toBe('closed')
  })

  test('an error that a hook throws by mistake and an error that onHookError itself throws both reach the test', async () => {
    const own = new TypeError('in the listener')
    const { closed } = await endsOf(assertion, {
      onHookError: () => {
        throw own
      }
    })
    expect(closed).toBe(own)
  })
})

test('an answer of a hook that cannot be sent is a mistake', async () => {
  const kafka = await startTestingCluster()
  kafka.on(Heartbeat, () => ({ errorCode: 'none' }) as never)
  const connection = await connect({ host: kafka.bootstrap })
  await rejectionOf(connection.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }))
  expect(await rejectionOf(kafka.close())).toMatchObject({ code: 'KAFKA_ENCODE', path: 'errorCode', api: 'Heartbeat' })
})

describe('an error that is not a mistake of a hook', () => {
  test('a plain Error of a hook is no mistake, and closes the connection on purpose', async () => {
    const thrown = new Error('closes the connection')
    const { kafka, client, closed } = await endsOf(thrown)
    expect([client, closed]).toEqual([expect.objectContaining({ code: 'KAFKA_CONNECTION_CLOSED' }), 'closed'])
    expect(kafka.hookErrors).toEqual([thrown])
  })

  test('an error of a request that a hook passes on and the brokers do not answer is no mistake', async () => {
    const kafka = await startTestingCluster()
    kafka.on(Vote, (_, next) => next()) // only controllers answer it
    const connection = await connect({ host: kafka.bootstrap })
    await rejectionOf(connection.send(Vote, { clusterId: null, topics: [] }))
    await kafka.close()
    expect(kafka.hookErrors).toEqual([])
  })

  test('an error that a hook throws because the cluster closes is no mistake', async () => {
    const kafka = await startTestingCluster()
    const closed = gate()
    const ended = gate()
    kafka.on(Metadata, async () => {
      await closed.opened
      ended.open()
      throw new TypeError('interrupted')
    })
    const connection = await connect({ host: kafka.bootstrap })
    const failed = rejectionOf(connection.send(Metadata, ALL))
    await kafka.received(Metadata)
    const closing = kafka.close()
    closed.open()
    await Promise.all([closing, failed, ended.opened])
    await until(() => connection.state === 'closed')
    expect(kafka.hookErrors).toEqual([])
  })
})

test('onHookError must be a function', async () => {
  expect(await rejectionOf(startTestingCluster({ onHookError: 1 as never }))).toMatchObject({
    problems: ['onHookError must be a function, not 1']
  })
})
