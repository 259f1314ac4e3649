import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata } from '../../../../src/messages.ts'
import { apiVersionsOf, type Offers } from '../../../support/brokers/link.ts'
import { Peer } from '../../../support/brokers/peer.ts'

/** Opens a connection to a broker that offers this. */
async function openTo(offers: Offers): Promise<Connection> {
  const [near, far] = duplexPair()
  const peer = new Peer(far)
  const connecting = connect({ host: 'offers.test', dial: () => near })
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf(offers))
  return await connecting
}

describe('connections to brokers that offer the same', () => {
  test('connections whose answers have the same bytes share what was read from them', async () => {
    const offers = { versions: { Fetch: [4, 13] }, features: { 'metadata.version': 29 } } as const
    await using first = await openTo(offers)
    await using second = await openTo(offers)
    expect(second.versions.of(Fetch)).toEqual({ min: 4, max: 13 })
    expect(second.versions.of(Fetch)).toBe(first.versions.of(Fetch))
    expect([...second.features]).toEqual([['metadata.version', { min: 29, max: 29 }]])
  })

  test('a broker that offers something else changes nothing for the connections before it', async () => {
    await using first = await openTo({ versions: { Fetch: [4, 13], Metadata: null } })
    await using second = await openTo({ versions: { Fetch: [4, 12] } })
    await using third = await openTo({ versions: { Fetch: [4, 13], Metadata: null } })
    expect([first, second, third].map(each => each.versions.of(Fetch)?.max)).toEqual([13, 12, 13])
    expect([first, second, third].map(each => each.versions.of(Metadata) === undefined)).toEqual([true, false, true])
  })
})
