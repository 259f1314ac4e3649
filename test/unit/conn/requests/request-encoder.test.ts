import { describe, expect, test } from 'vitest'
import { PendingRequest } from '../../../../src/conn/requests/pending-request.ts'
import { RequestEncoder } from '../../../../src/conn/requests/request-encoder.ts'
import { connect } from '../../../../src/index.ts'
import { type Api, ApiVersions, ControlledShutdown, Metadata, Produce } from '../../../../src/messages.ts'
import { VERSION } from '../../../../src/version.ts'
import { apiVersionsOf, openLink } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'

const hex = (text: string): string => text.replaceAll(/\s+/g, '')

function encoded<Req, Res>(encoder: RequestEncoder, api: Api<Req, Res>, version: number, request: Req): PendingRequest {
  const nothing = (): void => undefined
  const pending = new PendingRequest(api, version, undefined, nothing, nothing)
  encoder.encode(pending, api, request)
  return pending
}

const bytesOf = ({ slab, start, end, chunks }: PendingRequest): Buffer =>
  slab === undefined ? Buffer.concat(chunks ?? []) : slab.subarray(start, end)

describe('the bytes of a request', () => {
  test('ApiVersions v3 under header v2 has the bytes that were written out by hand', async () => {
    await using peers = await listenForPeers()
    const connecting = connect({ host: peers.host, port: peers.port, clientId: 'me' })
    const peer = await peers.next()
    peer.answerBytes(await peer.next(), '0023') // the error code alone: now the client asks with v3
    const request = await peer.next()
    const version = Buffer.from(VERSION)
    const expected = `
      000000${(25 + version.length).toString(16)}
      0012 0003 00000001 0002 6d65 00
      0a 6b61666b6177697265
      0${(version.length + 1).toString(16)} ${version.toString('hex')}
      00`
    expect(request.frame.toString('hex')).toBe(hex(expected))
    peer.answer(request, ApiVersions, apiVersionsOf())
    await using _ = await connecting
  })

  test('ApiVersions v0 and Metadata v0 under header v1 have the bytes that were written out by hand', async () => {
    await using link = await openLink({ clientId: 'me' })
    const { connection, peer } = link
    void connection.send(ApiVersions, {}, { version: 0 }).catch(() => undefined)
    void connection.send(Metadata, { topics: [{ name: 'a' }, { name: 'bc' }] }, { version: 0 }).catch(() => undefined)
    void connection.send(Metadata, { topics: [] }, { version: 0 }).catch(() => undefined)
    const frames = (await peer.take(3)).map(({ frame }) => frame.toString('hex'))
    expect(frames).toEqual([
      hex('0000000c 0012 0000 00000001 0002 6d65'),
      hex('00000017 0003 0000 00000002 0002 6d65 00000002 0001 61 0002 6263'),
      hex('00000010 0003 0000 00000003 0002 6d65 00000000')
    ])
  })

  test('Metadata v13 under header v2 has the bytes that were written out by hand', async () => {
    await using link = await openLink({ clientId: '' })
    void link.connection.send(Metadata, { topics: null }).catch(() => undefined)
    const { frame } = await link.peer.next()
    expect(frame.toString('hex')).toBe(hex('0000000f 0003 000d 00000001 0000 00 00 01 00 00'))
  })

  test('ControlledShutdown v0 has no client id, because it has header v0', () => {
    const pending = encoded(new RequestEncoder('me'), ControlledShutdown, 0, { brokerId: 9 })
    expect(bytesOf(pending).toString('hex')).toBe(hex('0000000c 0007 0000 00000000 00000009'))
  })
})

describe('the encoder', () => {
  test('the encoder numbers requests, and begins with 0 again after 2³¹−1', () => {
    const encoder = new RequestEncoder('me', 0x7fff_fffe)
    const ids = [0, 1, 2, 3].map(() => encoded(encoder, Metadata, 0, { topics: [] }).correlationId)
    expect(ids).toEqual([0x7fff_fffe, 0x7fff_ffff, 0, 1])
  })

  test('the encoder lays small requests side by side in one slab', () => {
    const encoder = new RequestEncoder('me')
    const [first, second] = [encoded(encoder, Metadata, 0, { topics: [] }), encoded(encoder, Metadata, 0, { topics: [] })]
    expect(second.slab).toBe(first.slab)
    expect(second.start).toBe(first.end)
  })

  test('the encoder goes on with whole frames and the same number after a request that cannot be encoded', () => {
    const encoder = new RequestEncoder('me')
    expect(() => encoded(encoder, Metadata, 0, { topics: [{ name: 'a' }, { name: 7 as never }] })).toThrow(
      expect.objectContaining({ code: 'KAFKA_ENCODE', path: 'topics[1].name', delivery: 'not-sent', api: 'Metadata', apiVersion: 0 })
    )
    const next = encoded(encoder, Metadata, 0, { topics: [] })
    expect(bytesOf(next).toString('hex')).toBe(hex('00000010 0003 0000 00000000 0002 6d65 00000000'))
  })

  test('the encoder remembers the last 1,024 posted requests and no more', () => {
    const encoder = new RequestEncoder('me')
    const post = (): PendingRequest =>
      new PendingRequest(
        Produce,
        12,
        undefined,
        () => undefined,
        () => undefined
      )
    for (let posts = 0; posts < 1_100; posts++) encoder.wrap(post(), Buffer.alloc(1))
    expect([0, 75, 76, 1_099].map(id => encoder.takePosted(id))).toEqual([false, false, true, true])
  })
})
