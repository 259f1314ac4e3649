import type { TestWaitOptions } from '../helpers/wait-until.ts'
import { type ControlCall, type ControlRoute, integer, list, object, TOPIC_NAME, text } from './control-route.ts'
import { jsonRecord, STORED_RECORD } from './json-records.ts'

const GROUP_ID = text('The id of a group.')
const TIMEOUT = integer('The longest time to wait, in real milliseconds. Default: 10,000.', 1)

/** The routes that wait. After the time, the answer has the status 408 and says what is there. */
export const waitRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/wait/records',
    operationId: 'waitForRecords',
    summary: 'Waits until a topic has at least this many records, and answers with them all.',
    body: object({ topic: TOPIC_NAME, count: integer('The number of records.', 0), timeoutMs: TIMEOUT }, ['topic', 'count']),
    answer: object({ records: list(STORED_RECORD) }, ['records']),
    handle: async ({ cluster }, { body, signal }) => {
      const records = await cluster.waitForRecords(String(body['topic']), Number(body['count']), { ...timeoutOf(body), signal })
      return { records: records.map(jsonRecord) }
    }
  },
  {
    method: 'POST',
    path: '/wait/commit',
    operationId: 'waitForCommit',
    summary: 'Waits until a group has committed an offset, and answers with it.',
    body: object(
      {
        group: GROUP_ID,
        topic: TOPIC_NAME,
        partition: integer('The partition. Default: 0.', 0),
        offset: integer('The lowest offset that ends the wait. Default: 0, any offset.', 0),
        timeoutMs: TIMEOUT
      },
      ['group', 'topic']
    ),
    answer: object({ offset: integer('The committed offset.', 0) }, ['offset']),
    handle: async ({ cluster }, { body, signal }) => {
      const { group, topic, partition, offset } = body as { group: string; topic: string; partition?: number; offset?: number }
      const lowest = offset === undefined ? undefined : BigInt(offset)
      return { offset: await cluster.waitForCommit(group, topic, { partition, offset: lowest, ...timeoutOf(body), signal }) }
    }
  },
  {
    method: 'POST',
    path: '/wait/stable',
    operationId: 'waitForStable',
    summary: 'Waits until a group is in the state Stable, with members.',
    body: object({ group: GROUP_ID, timeoutMs: TIMEOUT }, ['group']),
    handle: ({ cluster }, { body, signal }) => cluster.waitForStable(String(body['group']), { ...timeoutOf(body), signal })
  }
]

const timeoutOf = ({ timeoutMs }: ControlCall['body']): TestWaitOptions => ({ timeoutMs: timeoutMs as number | undefined })
