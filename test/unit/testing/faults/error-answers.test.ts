import { describe, expect, test } from 'vitest'
import { errorCodes, throwIfError } from '../../../../src/index.ts'
import { Fetch, Metadata } from '../../../../src/messages.ts'
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../../../../src/protocol/message-codec.ts'
import { apiHandlers } from '../../../../src/testing/apis/index.ts'
import { canFail, errorAnswers } from '../../../../src/testing/faults/answers/index.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { fullValues } from '../../../support/vectors/full-values.ts'
import { codecOf } from '../../../support/vectors/vectors.ts'

const code = errorCodes.POLICY_VIOLATION

describe('the answers with errors', () => {
  test('there is one for each API that the brokers answer', () => {
    expect(apiHandlers.filter(({ api }) => !canFail(api.key)).map(({ api }) => api.name)).toEqual([])
    expect(canFail(Metadata.key) && canFail(Fetch.key)).toBe(true)
  })

  test.each([...errorAnswers.values()].map(each => [each.api.name, each] as const))(
    'the answer of %s encodes in every version, and a client finds the error code in it',
    async (name, { api, refuse }) => {
      const { root } = codecOf(`${name}Request`).message
      const versions = root.versions.filter(version => version >= api.minVersion && version <= api.maxVersion)
      expect(versions.length).toBeGreaterThan(0)
      for (const version of versions) {
        const message = decodeRequest(api, version, encodeRequest(api, version, fullValues(root, version)))
        const answer = decodeResponse(api, version, encodeResponse(api, version, refuse(message, code, version)))
        const failure = failureOf(() => throwIfError(answer))
        expect([version, failure]).toMatchObject([version, { code: 'KAFKA_BROKER', errorCode: code }])
      }
    }
  )

  test.each([...errorAnswers.values()].flatMap(({ api, lists = [] }) => lists.map(list => [api.name, list.request, list.answer] as const)))(
    'the lists by which %s is split are fields of its messages: %s and %s',
    (name, request, answer) => {
      expect(codecOf(`${name}Request`).message.root.fields.map(field => field.name)).toContain(request)
      expect(codecOf(`${name}Response`).message.root.fields.map(field => field.name)).toContain(answer)
    }
  )
})
