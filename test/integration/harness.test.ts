import { describe, expect, test } from 'vitest'
import { apiKeys, errorCodes } from '../../src/protocol/codes/index.ts'
import { exchange, request } from './harness/machine/wire.ts'
import { firstAddress } from './support/address.ts'
import { brokers } from './support/brokers.ts'

test('the harness provides at least one cluster', () => {
  expect(brokers()).not.toEqual([])
})

for (const { name, bootstrap } of brokers()) {
  describe(name, () => {
    const { host, port } = firstAddress(bootstrap)

    test('the broker answers ApiVersions v0 with the same correlation id and no error', async () => {
      const answer = await exchange(host, port, request(apiKeys.ApiVersions, 0, 0x5eed))
      expect({ correlationId: answer.readInt32BE(0), errorCode: answer.readInt16BE(4) }).toEqual({
        correlationId: 0x5eed,
        errorCode: errorCodes.NONE
      })
    })

    test('the ApiVersions v0 answer lists each API once, includes ApiVersions and ends after the list', async () => {
      const answer = await exchange(host, port, request(apiKeys.ApiVersions, 0, 1))
      const count = answer.readInt32BE(6)
      const keys = Array.from({ length: count }, (_, index) => answer.readInt16BE(10 + 6 * index))
      expect(keys).toContain(apiKeys.ApiVersions)
      expect(new Set(keys).size).toBe(count)
      expect(answer.length).toBe(10 + 6 * count)
    })
  })
}
