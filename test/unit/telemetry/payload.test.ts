import { describe, expect, test } from 'vitest'
import { compressionTypes } from '../../../src/protocol/codes/produce-and-fetch.ts'
import { encodePayload } from '../../../src/telemetry/payload.ts'
import type { Series } from '../../../src/telemetry/series.ts'
import { readOtlp } from '../../support/telemetry/read-otlp.ts'

const series: Series[] = [{ name: 'shop.orders', description: '', unit: '1', attributes: {}, kind: 'gauge', value: 7 }]
const frame = { attributes: {}, temporality: 'delta', startNanos: 1n, nowNanos: 2n } as const

describe('The metrics of one push', () => {
  test('They are pushed without compression if the codec of the program throws', () => {
    const broken = {
      type: compressionTypes.LZ4,
      compress: (): never => {
        throw new Error('a mistake of the codec')
      }
    }

    const { bytes, compressionType } = encodePayload(series, frame, broken, 1_000)

    expect(compressionType).toBe(compressionTypes.NONE)
    expect(readOtlp(bytes).points).toMatchObject([{ name: 'shop.orders', value: 7 }])
  })
})
