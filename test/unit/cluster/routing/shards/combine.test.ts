import { expect, test } from 'vitest'
import type { Answer } from '../../../../../src/cluster/routing/route.ts'
import { combine } from '../../../../../src/cluster/routing/shards/combine.ts'
import { errorCodes } from '../../../../../src/protocol/codes/index.ts'

interface Common {
  readonly throttleTimeMs?: number
  readonly errorCode?: number
  readonly nodeEndpoints?: readonly { readonly nodeId: number; readonly host: string }[]
}
const combined = (...responses: Common[]): unknown =>
  combine(responses.map(response => ({ request: {}, response }) as unknown as Answer<object, Common>))

test('several answers are combined to the longest throttle time, also if an older broker reported none', () => {
  expect(combined({ throttleTimeMs: 5 }, { throttleTimeMs: 70 }, {})).toEqual({ throttleTimeMs: 70 })
  expect(combined({ throttleTimeMs: 5 })).toEqual({ throttleTimeMs: 5 })
})

test('several answers are combined to the error code of the first that failed', () => {
  expect(combined({ errorCode: 0 }, { errorCode: errorCodes.UNSUPPORTED_VERSION }, { errorCode: errorCodes.REQUEST_TIMED_OUT })).toEqual({
    errorCode: errorCodes.UNSUPPORTED_VERSION
  })
  expect(combined({ errorCode: 0 }, {})).toEqual({ errorCode: 0 })
})

test('several answers are combined to each node endpoint once, also if one of them names none', () => {
  const [one, two] = [1, 2].map(nodeId => ({ nodeId, host: `broker-${nodeId}` }))
  const answers = [[one], [one, two]].map(endpoints => ({ nodeEndpoints: endpoints.flatMap(each => each ?? []) }))
  expect(combined(...answers, {})).toEqual({ nodeEndpoints: [one, two] })
})

test('combining no answers throws KAFKA_PROTOCOL', () => {
  expect(() => combined()).toThrow(expect.objectContaining({ code: 'KAFKA_PROTOCOL' }))
})
