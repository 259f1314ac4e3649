import { describe, expect, test } from 'vitest'
import { acks, connect } from '../../../src/index.ts'
import { Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { partitionLeftOut } from '../../campaign/faults/answer-faults.ts'
import { CLIENT_ID, type Target } from '../../campaign/faults/fault.ts'

/** Always chooses Produce, and four answers. */
const random = { pick: <T>([first]: readonly T[]) => first, below: (limit: number) => limit - 1 }

describe('the fault partition-left-out', () => {
  test('an answer leaves out the first partition only if the broker has served it, because a program may take that for a success', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    let refusal = 0
    kafka.on(Produce, async (_, next) => {
      const { responses = [], ...rest } = (await next()) ?? {}
      const answered = responses.map(topic => ({
        ...topic,
        partitionResponses: topic.partitionResponses.map(each => ({ ...each, errorCode: refusal }))
      }))
      return { ...rest, responses: answered }
    })
    await partitionLeftOut({ kafka, random } as unknown as Target)
    await using connection = await connect({ host: kafka.bootstrap, clientId: CLIENT_ID })
    const answeredPartitions = async (): Promise<number[]> => {
      const builder = batchBuilder()
      builder.append({ value: Buffer.from('a') })
      const records = builder.build()
      const partitionData = [0, 1].map(index => ({ index, records }))
      const { responses } = await connection.send(Produce, { acks: acks.ALL, topicData: [{ name: 'orders', partitionData }] })
      return responses.flatMap(({ partitionResponses }) => partitionResponses.map(({ index }) => index))
    }
    expect(await answeredPartitions()).toEqual([1])
    refusal = 19
    expect(await answeredPartitions()).toEqual([0, 1])
  })
})
