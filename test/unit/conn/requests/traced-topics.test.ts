import { describe, expect, test } from 'vitest'
import { TracedTopics } from '../../../../src/conn/requests/traced-topics.ts'
import { errorCodes, resourceTypes } from '../../../../src/index.ts'
import { apis } from '../../../../src/messages.ts'
import type { Struct } from '../../../../tools/generate/model.ts'
import { fullValues } from '../../../support/vectors/full-values.ts'
import { codecOf } from '../../../support/vectors/vectors.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAQ' // what fullValues gives for a UUID
// Requests that only controllers with ZooKeeper send, to brokers.
const OF_CONTROLLERS: readonly string[] = ['LeaderAndIsr', 'StopReplica', 'UpdateMetadata']
// The fields with topics that are not what the request is about: where it goes on, and what it no
// longer reads.
const BESIDE: readonly string[] = ['cursor', 'forgottenTopicsData']

const topicsOf = (...messages: unknown[]): unknown => {
  const topics = new TracedTopics()
  for (const message of messages) topics.add(message)
  return topics.all
}

/** Whether the versions of a struct name topics somewhere. */
function namesTopics(struct: Struct, version: number): boolean {
  return struct.fields
    .filter(({ name, versions }) => versions.includes(version) && !BESIDE.includes(name))
    .some(({ name, entityType, type }) => {
      const inner = type.kind === 'array' ? type.of : type
      return entityType === 'topicName' || name === 'topicId' || (inner.kind === 'struct' && namesTopics(inner.struct, version))
    })
}

describe('the topics of a traced request', () => {
  test.each(apis.map(({ name }) => name).filter(name => !OF_CONTROLLERS.includes(name)))(
    'the topics of every version of %s are found if it names any',
    name => {
      const { root } = codecOf(`${name}Request`).message
      for (const version of root.versions) {
        const found = topicsOf(fullValues(root, version)) as unknown[]
        expect([version, found.length > 0]).toEqual([version, namesTopics(root, version) || name === 'CreateTopics'])
      }
    }
  )

  test('a topic is listed once, with its name, its id and all of its partitions', () => {
    const request = {
      groups: [
        { groupId: 'a', topics: [{ name: 't', topicId: ID, partitionIndexes: [0, 2] }] },
        { groupId: 'b', topics: [{ name: 't', partitionIndexes: [2, 1] }, { topicId: ID }] }
      ]
    }
    expect(topicsOf(request)).toEqual([{ name: 't', topicId: ID, partitions: [{ index: 0 }, { index: 2 }, { index: 1 }] }])
  })

  test('of the resources of a request only topics are listed', () => {
    const resources = [
      { resourceType: resourceTypes.TOPIC, resourceName: 't' },
      { resourceType: resourceTypes.GROUP, resourceName: '1' }
    ]
    expect(topicsOf({ resources })).toEqual([{ name: 't', partitions: [] }])
  })

  test('an answer adds error codes, offsets and records to the partitions, in any order', () => {
    const request = { topicData: [{ name: 't', partitionData: [{ index: 0 }, { index: 1 }] }] }
    const answer = {
      responses: [
        {
          name: 't',
          partitionResponses: [
            { index: 1, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER },
            { index: 0, errorCode: errorCodes.NONE, baseOffset: 8n }
          ]
        }
      ]
    }
    expect(topicsOf(request, answer)).toEqual([
      {
        name: 't',
        partitions: [
          { index: 0, offset: 8n },
          { index: 1, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER }
        ]
      }
    ])
  })

  test('values of wrong types are no topics', () => {
    for (const wrong of [null, undefined, 5, 'x', [], [null], { topics: 5 }, { topics: [5, null, {}, { name: 5, partitions: 5 }] }])
      expect(topicsOf(wrong)).toEqual([])
    expect(topicsOf({ topics: [{ name: 't', partitions: [null, 'x', {}] }] })).toEqual([{ name: 't', partitions: [] }])
  })
})
