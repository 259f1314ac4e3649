import { describe, expect, test } from 'vitest'
import { FinalizedFeatures } from '../../../../src/conn/versions/finalized-features.ts'
import { ApiVersions, Metadata } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { apiVersionsOf, openLink } from '../../../support/brokers/link.ts'

const told = (epoch: bigint, features: Record<string, number>) => ({ ...apiVersionsOf({ features }), finalizedFeaturesEpoch: epoch })
const levels = ({ levels }: FinalizedFeatures) => [...levels].map(([name, { max }]) => [name, max])

describe('the finalized features of a cluster', () => {
  test('finalized features are those of the newest epoch, in whatever order brokers tell them', () => {
    const features = new FinalizedFeatures()
    features.learn(told(7n, { 'transaction.version': 1 }))
    expect(levels(features)).toEqual([['transaction.version', 1]])
    features.learn(told(9n, { 'transaction.version': 2, 'group.version': 1 }))
    features.learn(told(8n, { 'transaction.version': 1 }))
    expect(levels(features)).toEqual([
      ['transaction.version', 2],
      ['group.version', 1]
    ])
    features.learn(told(10n, {}))
    expect(levels(features)).toEqual([])
  })

  test('finalized features stay when a broker tells none, as in ApiVersions before version 3', () => {
    const features = new FinalizedFeatures()
    features.learn(told(-1n, {}))
    expect(features.isKnown).toBe(false)
    expect(features.toldMs).toBe(Number.NEGATIVE_INFINITY) // so the cluster asks for them again
    features.learn(told(0n, { 'transaction.version': 2 }))
    features.learn(told(-1n, {}))
    expect(levels(features)).toEqual([['transaction.version', 2]])
    expect(features.isKnown).toBe(true)
  })

  test('finalized features without an epoch are believed only as long as no broker has told an epoch', () => {
    const features = new FinalizedFeatures()
    features.learn(told(-1n, { 'transaction.version': 1 }))
    expect(levels(features)).toEqual([['transaction.version', 1]])
    features.learn(told(0n, { 'transaction.version': 2 }))
    features.learn(told(-1n, { 'transaction.version': 1 }))
    expect(levels(features)).toEqual([['transaction.version', 2]])
  })

  test('finalized features are unknown again when another cluster answers, whose epoch may be lower', () => {
    const features = new FinalizedFeatures()
    features.learn(told(1_000n, { 'transaction.version': 2 }))
    features.forget()
    expect(features.isKnown).toBe(false)
    features.learn(told(3n, { 'transaction.version': 1 }))
    expect(levels(features)).toEqual([['transaction.version', 1]])
  })
})

describe('the features of a connection', () => {
  test('the features of a connection follow an ApiVersions that the program sends, before its promise resolves', async () => {
    await using link = await openLink({}, { features: { 'transaction.version': 1 } })
    const { connection, peer } = link
    const asked = connection.send(ApiVersions, { clientSoftwareName: 'x', clientSoftwareVersion: '1' })
    const ranges = connection.versions.of(Metadata)
    peer.answer(await peer.next(), ApiVersions, { ...told(2n, { 'transaction.version': 2 }), apiKeys: [] })
    await asked
    expect(connection.features.get('transaction.version')).toEqual({ min: 2, max: 2 })
    expect(connection.versions.of(Metadata)).toEqual(ranges)
  })

  test('the features of a connection stay when ApiVersions is answered with an error', async () => {
    await using link = await openLink({}, { features: { 'transaction.version': 1 } })
    const { connection, peer } = link
    const asked = connection.send(ApiVersions, {})
    peer.answer(await peer.next(), ApiVersions, { ...told(2n, { 'transaction.version': 2 }), errorCode: errorCodes.INVALID_REQUEST })
    await asked
    expect(connection.features.get('transaction.version')).toEqual({ min: 1, max: 1 })
  })
})
