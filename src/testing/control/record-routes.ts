import { configurationError, refuseIfAny } from '../../options.ts'
import { quoted } from '../../quote.ts'
import { LogReader } from '../helpers/read-records.ts'
import { isRefusal } from '../storage/refusal.ts'
import { type ControlRoute, integer, list, object, TOPIC_NAME } from './control-route.ts'
import { jsonRecord, RECORD, recordsFrom, STORED_RECORD } from './json-records.ts'

const WRITTEN = object({ partition: integer('The partition.', 0), offset: integer('The offset.', 0) }, ['partition', 'offset'])

/** The routes that write and read records, and that clean logs. */
export const recordRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/topics/{name}/records',
    operationId: 'produce',
    summary: 'Writes records. A topic that does not exist is created with one partition.',
    pathParameters: { name: TOPIC_NAME },
    body: object({ records: list(RECORD) }, ['records']),
    answer: object({ records: list(WRITTEN) }, ['records']),
    handle: ({ cluster }, { parameters, body }) => ({
      records: cluster.produce(String(parameters['name']), recordsFrom(body['records'] as unknown[]))
    })
  },
  {
    method: 'GET',
    path: '/topics/{name}/records',
    operationId: 'records',
    summary: 'All records of a topic, partition by partition, those of open and aborted transactions too.',
    pathParameters: { name: TOPIC_NAME },
    queryParameters: {
      partition: integer('Only the records of this partition.', 0),
      offset: integer('Only the records from this offset on.', 0),
      limit: integer('The greatest number of records. Default: all.', 0)
    },
    answer: object({ records: list(STORED_RECORD) }, ['records']),
    handle: ({ state }, { parameters }) => {
      const name = String(parameters['name'])
      if (!state.topics.has(name)) throw configurationError('records', [`there is no topic ${quoted(name)}`])
      const { partition, offset = 0, limit } = parameters as { partition?: number; offset?: number; limit?: number }
      const topic = state.topics.find({ name })
      const count = isRefusal(topic) ? 0 : topic.partitions.length
      const problem = `topic ${quoted(name)} has no partition ${partition}: it has ${count}`
      refuseIfAny('records', partition !== undefined && partition >= count ? [problem] : [])
      const records = new LogReader(state, name).read()
      const wanted = records.filter(each => (partition === undefined || each.partition === partition) && each.offset >= offset)
      return { records: wanted.slice(0, limit).map(jsonRecord) }
    }
  },
  {
    method: 'POST',
    path: '/retention',
    operationId: 'applyRetention',
    summary: 'Deletes the records that retention.ms and retention.bytes do not keep, in one topic or in all.',
    body: object({ topic: TOPIC_NAME }),
    answer: object({ deleted: integer('The number of offsets deleted.', 0) }, ['deleted']),
    handle: ({ cluster }, { body }) => ({ deleted: cluster.applyRetention(body['topic'] as string | undefined) })
  },
  {
    method: 'POST',
    path: '/compact',
    operationId: 'compact',
    summary: 'Compacts a topic: of each key the latest record stays.',
    body: object({ topic: TOPIC_NAME }, ['topic']),
    handle: ({ cluster }, { body }) => cluster.compact(String(body['topic']))
  }
]
