import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isKafkaError, type KafkaError } from '../../../src/errors.ts'
import { absentValues, errorCodes } from '../../../src/protocol/codes/index.ts'
import { errorCodeTable, errorFor } from '../../../src/protocol/error-code-table.ts'
import { decodeResponse, encodeResponse } from '../../../src/protocol/message-codec.ts'
import { Metadata } from '../../../src/protocol/messages/metadata.ts'
import { throwIfError } from '../../../src/protocol/throw-if-error.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

describe('the table of error codes', () => {
  test('the table of error codes has the codes, names and kinds of Kafka 4.4.0, all of them and no others', () => {
    const ours = errorCodeTable.map(({ code, name, retriable, refreshMetadata }) => ({ code, name, retriable, refreshMetadata }))
    expect(ours).toEqual(JSON.parse(read('test/conformance/vectors/errors.json')))
  })

  test('the table of error codes has a different sentence for each code', () => {
    for (const { name, meaning } of errorCodeTable) expect(meaning, name).toMatch(/^[A-Z].{7,}\.$/)
    expect(new Set(errorCodeTable.map(entry => entry.meaning)).size).toBe(errorCodeTable.length)
  })

  test('the table of error codes is the table of docs/error-codes.md', () => {
    const retriable = (refresh: boolean, yes: boolean) => (refresh ? 'after metadata' : yes ? 'yes' : 'no')
    const rows = errorCodeTable.map(
      entry => `| ${entry.code} | \`${entry.name}\` | ${retriable(entry.refreshMetadata, entry.retriable)} | ${entry.meaning} |`
    )
    const documented = read('docs/error-codes.md').split('\n')
    expect(documented.filter(line => /^\| -?\d/.test(line))).toEqual(rows)
  })

  test('the table of error codes has the entry of each code for errorFor', () => {
    for (const entry of errorCodeTable) expect(errorFor(entry.code)).toBe(entry)
  })

  test('the table of error codes names unknown codes by their number, as not retriable', () => {
    for (const code of [137, 32_767, -2]) {
      expect(errorFor(code)).toMatchObject({ code, name: `UNKNOWN_ERROR_CODE_${code}`, retriable: false, refreshMetadata: false })
    }
  })
})

describe('throwIfError', () => {
  test('throwIfError returns the same response if every code is 0', () => {
    const response = { errorCode: 0, errorMessage: 'of no account', topics: [{ errorCode: 0, partitions: null }], controllerId: 3 }
    expect(throwIfError(response)).toBe(response)
    expect(throwIfError(null)).toBeNull()
    expect(throwIfError(undefined)).toBeUndefined()
  })

  test('throwIfError throws KAFKA_BROKER with the path of the error code', () => {
    const partitions = [{ errorCode: 0 }, { errorCode: 0 }, { partitionIndex: 7, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER }]
    const error = errorOf({ throttleTimeMs: 0, topics: [{ name: 'orders', partitions }] })
    expect(error).toMatchObject({
      code: 'KAFKA_BROKER',
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      errorName: 'NOT_LEADER_OR_FOLLOWER',
      retriable: true,
      delivery: 'answered'
    })
    expect(error.path).toBe('topics[0].partitions[2].errorCode')
    expect(error.message).toBe(
      'The answer has error 6 NOT_LEADER_OR_FOLLOWER at topics[0].partitions[2].errorCode for name orders, partitionIndex 7. ' +
        errorFor(6).meaning
    )
  })

  test('throwIfError puts API, version, broker and time of the caller into the error', () => {
    const context = { api: 'CreateTopics', apiVersion: 7, broker: { host: 'broker-1', port: 9092, nodeId: 2 }, elapsedMs: 12 }
    const error = errorOf({ errorCode: errorCodes.NOT_CONTROLLER }, context)
    expect(error).toMatchObject(context)
    expect(error.message).toMatch(/^The answer to CreateTopics v7 from broker-1:9092 \(node 2\) has error 41 NOT_CONTROLLER at errorCode\./)
  })

  test('throwIfError quotes the message of the broker, on one line and with a limit', () => {
    const topic = { name: 't', errorCode: errorCodes.INVALID_PARTITIONS, errorMessage: 'none\nat all', topicConfigErrorCode: 0 }
    expect(errorOf({ topics: [topic] }).message).toContain(' The broker says: "none\\nat all".')
    const partition = {
      errorCode: 0,
      errorMessage: 'other',
      acknowledgeErrorCode: errorCodes.INVALID_RECORD_STATE,
      acknowledgeErrorMessage: 'too late'
    }
    expect(errorOf({ partitions: [partition] }).message).toMatch(/ The broker says: "too late"\.$/)
    expect(errorOf({ errorCode: errorCodes.OFFSET_OUT_OF_RANGE, errorMessage: '' }).message).not.toContain('The broker says')
    expect(errorOf({ errorCode: errorCodes.OFFSET_OUT_OF_RANGE, errorMessage: null }).message).not.toContain('The broker says')
    expect(errorOf({ errorCode: errorCodes.OFFSET_OUT_OF_RANGE, errorMessage: 'x'.repeat(32_767) }).message.length).toBeLessThan(1_500)
  })

  test('throwIfError does not name fields that are empty in the response', () => {
    const topic = { name: '', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitionIndex: 0, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }
    expect(errorOf({ topics: [topic] }).message).toContain('at topics[0].errorCode for partitionIndex 0.')
  })

  test('throwIfError throws for the first code, depth first in the order of the fields', () => {
    const topic = {
      errorCode: 0,
      name: 't',
      partitions: [
        {
          errorCode: errorCodes.LEADER_NOT_AVAILABLE,
          partitionIndex: 0,
          leaderId: absentValues.NO_LEADER_ID,
          replicaNodes: [],
          isrNodes: []
        }
      ]
    }
    const bytes = encodeResponse(Metadata, 13, {
      brokers: [],
      topics: [topic, { errorCode: errorCodes.INVALID_TOPIC_EXCEPTION, name: 'u', partitions: [] }],
      errorCode: errorCodes.REBOOTSTRAP_REQUIRED
    })
    const decoded = decodeResponse(Metadata, 13, bytes)
    expect(errorOf(decoded).path).toBe('topics[0].partitions[0].errorCode')
    expect(errorOf({ ...decoded, topics: decoded.topics.slice(1) }).path).toBe('topics[0].errorCode')
    expect(errorOf({ ...decoded, topics: [] })).toMatchObject({ path: 'errorCode', errorName: 'REBOOTSTRAP_REQUIRED', retriable: false })
  })

  test('throwIfError finds the error codes in the responses of all APIs', () => {
    const spots = responses().flatMap(errorSpots)
    expect(spots.length).toBeGreaterThan(120)
    expect(new Set(spots.map(spot => spot.path.split('.').at(-1)))).toEqual(
      new Set(['errorCode', 'partitionErrorCode', 'topicConfigErrorCode', 'acknowledgeErrorCode'])
    )
    for (const { path, response } of spots) {
      if (path.endsWith('topicConfigErrorCode')) expect(throwIfError(response)).toBe(response)
      else expect(errorOf(response).path).toBe(path)
    }
  })

  test('throwIfError throws for unknown codes too', () => {
    expect(errorOf({ errorCode: 1_234 })).toMatchObject({ errorCode: 1_234, errorName: 'UNKNOWN_ERROR_CODE_1234', retriable: false })
    expect(errorOf({ errorCode: errorCodes.UNKNOWN_SERVER_ERROR })).toMatchObject({ errorName: 'UNKNOWN_SERVER_ERROR' })
  })

  test('throwIfError does not search bytes and unknown tagged fields', () => {
    const bytes = Object.assign(new Uint8Array(4), { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION })
    const unknownTags = Object.assign(new Map([[9, bytes]]), { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION })
    const response = { records: bytes, unknownTags, topics: [{ unknownTags }] }
    expect(throwIfError(response)).toBe(response)
  })

  test('throwIfError ignores fields with similar names', () => {
    const response = { errorCodes: 3, errorcode: 3, errorMessage: 'no', recordErrors: [], errorCode: undefined, code: 3 }
    expect(throwIfError(response)).toBe(response)
  })

  test('throwIfError ends in an object that contains itself', () => {
    const knot: { next?: object; errorCode: number } = { errorCode: 0 }
    knot.next = knot
    expect(throwIfError(knot)).toBe(knot)
  })
})

function errorOf(response: unknown, context?: Parameters<typeof throwIfError>[1]): KafkaError<'KAFKA_BROKER'> {
  try {
    throwIfError(response, context)
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_BROKER')) return error
    throw error
  }
  throw new Error('throwIfError returned')
}

interface Field {
  readonly name: string
  readonly type: string
  readonly fields?: readonly Field[]
}

interface Schema {
  readonly fields: readonly Field[]
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly Field[] }[]
}

interface Spot {
  readonly path: string
  readonly response: object
}

function responses(): Schema[] {
  const files = readdirSync(new URL('schemas/', root)).filter(file => file.endsWith('Response.json'))
  return files.map(file => JSON.parse(read(`schemas/${file}`)) as Schema)
}

// One response for each of its error codes, in which that code alone is not 0.
function errorSpots({ fields, commonStructs = [] }: Schema): Spot[] {
  return fields.flatMap(field => spotsOf(field)).map(({ path, response }) => ({ path: path.slice(1), response }))

  function spotsOf({ name, type, fields: own }: Field): Spot[] {
    const key = name.charAt(0).toLowerCase() + name.slice(1)
    if (type === 'int16' && name.endsWith('ErrorCode')) return [{ path: `.${key}`, response: { [key]: 36 } }]
    const isArray = type.startsWith('[]')
    const inner = own ?? commonStructs.find(struct => struct.name === type.replace('[]', ''))?.fields ?? []
    return inner.flatMap(spotsOf).map(({ path, response }) => ({
      path: `.${key}${isArray ? '[1]' : ''}${path}`,
      response: { [key]: isArray ? [{}, response] : response }
    }))
  }
}
