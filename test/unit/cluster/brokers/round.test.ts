import { describe, expect, test } from 'vitest'
import { Round } from '../../../../src/cluster/brokers/round.ts'
import { KafkaError } from '../../../../src/errors.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

/** Servers that answer when the test says so. Notes when each was asked. */
class Servers {
  readonly asked: { readonly nodeId: number; readonly atMs: number }[] = []
  readonly #waiting = new Map<number, { answer: (value: string) => void; fail: (error: unknown) => void }>()
  readonly #beganMs = performance.now()

  readonly ask = (nodeId: number): Promise<string> => {
    this.asked.push({ nodeId, atMs: Math.round(performance.now() - this.#beganMs) })
    return new Promise((answer, fail) => this.#waiting.set(nodeId, { answer, fail }))
  }

  answer(nodeId: number): void {
    this.#waiting.get(nodeId)?.answer(`by ${nodeId}`)
  }

  fail(nodeId: number, error: unknown = refused(nodeId)): void {
    this.#waiting.get(nodeId)?.fail(error)
  }
}

const refused = (nodeId: number): KafkaError<'KAFKA_CONNECT'> =>
  new KafkaError('KAFKA_CONNECT', `h${nodeId}:9092: refused`, { phase: 'tcp', broker: { host: `h${nodeId}`, port: 9092, nodeId } })

const ALL = (): number[] => [1, 2, 3]

describe('a Round', () => {
  useOwnClock()

  test('a Round asks the next server 250 ms after one that is silent, and takes the first answer', async () => {
    const servers = new Servers()
    const round = new Round(servers.ask)
    const answered = round.ask(ALL)
    await pass(499)
    expect(servers.asked).toEqual([
      { nodeId: 1, atMs: 0 },
      { nodeId: 2, atMs: 250 }
    ])
    servers.answer(1)
    expect(await answered).toBe('by 1')
    await pass(1_000)
    expect(servers.asked).toHaveLength(2)
  })

  test('a Round asks the next server at once when one fails', async () => {
    const servers = new Servers()
    const answered = new Round(servers.ask).ask(ALL)
    servers.fail(1)
    await pass(1)
    servers.fail(2)
    await pass(1)
    servers.answer(3)
    expect(await answered).toBe('by 3')
    expect(servers.asked.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3])
    expect(servers.asked[2]?.atMs).toBeLessThan(10)
  })

  test('a Round takes an answer that came between two calls of ask', async () => {
    const servers = new Servers()
    const round = new Round(servers.ask)
    const first = round.ask(() => [1])
    await pass(250)
    expect(await first).toBeUndefined()
    servers.answer(1)
    await pass(1)
    expect(await round.ask(() => [2])).toBe('by 1')
    expect(servers.asked).toHaveLength(1)
  })

  test('a Round waits for a slow server, and asks those that failed again each second', async () => {
    const servers = new Servers()
    const answered = new Round(servers.ask).askUntilAllFail(() => [1, 2])
    await pass(250)
    servers.fail(2)
    for (let i = 0; i < 3; i++) {
      await pass(1_001)
      servers.fail(2)
    }
    expect(servers.asked.filter(({ nodeId }) => nodeId === 2).length).toBeGreaterThanOrEqual(3)
    await pass(1_001)
    servers.answer(2)
    expect(await answered).toBe('by 2')
    expect(servers.asked.filter(({ nodeId }) => nodeId === 1)).toHaveLength(1)
  })

  test('a Round ends when its servers fail at different times, so that one of them is always being asked', async () => {
    const asked: number[] = []
    const failAfterMs = [0, 6_000, 10_000]
    const fails = async (nodeId: number): Promise<string> => {
      asked.push(nodeId)
      await new Promise(resolve => setTimeout(resolve, failAfterMs[nodeId]))
      throw refused(nodeId)
    }
    let isOver = false
    const round = new Round(fails).askUntilAllFail(() => [1, 2])
    void round.then(() => (isOver = true))
    await pass(12_900) // the first server is asked at 0 and at 7 s, the second one at 250 ms and at 11.25 s
    expect({ isOver, asked }).toEqual({ isOver: false, asked: [1, 2, 1, 2] })
    await pass(1_200) // the second question to the first server has failed 1 s ago
    expect({ isOver, asked }).toEqual({ isOver: true, asked: [1, 2, 1, 2] })
    expect(await round).toBeUndefined()
  })

  test('a Round asks a server that is back while another one does not answer a repeated question', async () => {
    const servers = new Servers()
    const answered = new Round(servers.ask).askUntilAllFail(ALL)
    servers.fail(1)
    await pass(1)
    await pass(250) // the second server is silent, so the third is asked
    servers.fail(3)
    await pass(1_300) // those that failed are asked again, and the first one hangs
    servers.fail(3)
    await pass(1)
    servers.fail(2)
    await pass(1_300)
    servers.answer(3)
    expect(await answered).toBe('by 3')
    expect(servers.asked.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3, 1, 3, 2, 3])
  })

  test('a Round waits for a server that appears when all others have failed', async () => {
    const known = [1, 2]
    const takesMs = [0, 6_000, 10_000, 4_000]
    const answers = async (nodeId: number): Promise<string> => {
      await new Promise(resolve => setTimeout(resolve, takesMs[nodeId]))
      if (nodeId < 3) throw refused(nodeId)
      return `by ${nodeId}`
    }
    const round = new Round(answers).askUntilAllFail(() => known)
    await pass(12_000)
    known.push(3)
    await pass(6_000)
    expect(await round).toBe('by 3')
  })

  test('a Round takes an answer that comes in the same turn as the failure of the last other server', async () => {
    for (let microtasks = 0; microtasks < 10; microtasks++) {
      const servers = new Servers()
      const answered = new Round(servers.ask).askUntilAllFail(() => [1, 2])
      await pass(250)
      servers.fail(1)
      for (let i = 0; i < microtasks; i++) await undefined
      servers.answer(2)
      expect(await answered).toBe('by 2')
    }
  })

  test('a Round ends when all servers have failed, with one cause per address', async () => {
    const servers = new Servers()
    const round = new Round(servers.ask)
    const answered = round.askUntilAllFail(() => [1, 2, -7])
    for (const [nodeId, error] of [
      [1, refused(1)],
      [2, refused(2)],
      [-7, refused(1)]
    ] as const) {
      servers.fail(nodeId, error)
      await pass(1)
    }
    expect(await answered).toBeUndefined()
    expect(round.failure('Metadata')).toMatchObject({
      code: 'KAFKA_NO_BROKER',
      message: 'Metadata: none of 2 servers gave an answer: h1:9092: refused; h2:9092: refused',
      causes: [{ code: 'KAFKA_CONNECT' }, { code: 'KAFKA_CONNECT' }]
    })
  })

  test('a Round ends at once when the pool is closed', async () => {
    const servers = new Servers()
    const answered = rejectionOf(new Round(servers.ask).askUntilAllFail(ALL))
    servers.fail(1, new KafkaError('KAFKA_POOL_CLOSED', 'closed', {}))
    expect(await answered).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
  })
})
