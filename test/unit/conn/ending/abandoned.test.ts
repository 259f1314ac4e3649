import { once } from 'node:events'
import { createServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { ApiVersions, Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { apiVersionsOf } from '../../../support/brokers/link.ts'
import { listenForPeers, Peer, type Peers } from '../../../support/brokers/peer.ts'
import { makePki } from '../../../support/pki.ts'
import { startProgram } from '../../../support/process/program.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const GC = ['--expose-gc']

async function open(peers: Peers): Promise<Peer> {
  const peer = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  return peer
}

describe('a connection that the program has dropped', () => {
  test('a dropped connection with a request in flight lives through garbage collections until the answer, and then ends', async () => {
    await using peers = await listenForPeers()
    using program = startProgram('dropped', [peers.port, 'asks'], GC)
    const peer = await open(peers)
    const request = await peer.next()
    expect(JSON.parse((await program.line()) ?? '')).toEqual({ alive: [true, false], closed: [] })
    peer.answer(request, Metadata, ANSWER)
    program.goOn()
    expect(JSON.parse((await program.line()) ?? '')).toEqual({ kept: { answer: 0 } })
    await peer.ended
    const end = { alive: [false, false], closed: [{ reason: 'abandoned', from: true }] }
    expect(JSON.parse((await program.line()) ?? '')).toEqual(end)
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
  })

  test('a dropped connection without requests ends within two garbage collections, and publishes where it was opened', async () => {
    await using peers = await listenForPeers()
    using program = startProgram('dropped', [peers.port, 'idle'], GC)
    const peer = await open(peers)
    const told = JSON.parse((await program.line()) ?? '')
    expect(told.closed).toEqual([{ reason: 'abandoned', from: true }])
    expect(told.alive[1]).toBe(false)
    await peer.ended
    program.goOn()
    await program.line()
    expect(JSON.parse((await program.line()) ?? '')).toMatchObject({ alive: [false, false] })
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
  })

  test('the closed promise of a dropped connection resolves with the reason abandoned', async () => {
    await using peers = await listenForPeers()
    using program = startProgram('dropped', [peers.port, 'waits'], GC)
    await open(peers)
    expect(JSON.parse((await program.line()) ?? '')).toMatchObject({ closed: [{ reason: 'abandoned' }] })
    program.goOn()
    expect(JSON.parse((await program.line()) ?? '')).toEqual({ kept: { reason: 'abandoned' } })
  })
})

describe('a program that does not close its connection', () => {
  test.each(['forgets', 'watches'])('a program that does not close its connection ends when no request is left (%s)', async what => {
    await using peers = await listenForPeers()
    using program = startProgram('forgetful', [peers.port, what])
    const peer = await open(peers)
    expect(await program.line()).toBe('"open"')
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
    await peer.ended
  })

  test('a program that does not close its TLS connection ends when no request is left', async () => {
    const { ca, server: credential } = makePki()
    const server = createServer(credential).listen(0, 'localhost')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    using program = startProgram('forgetful', [port, 'forgets', ca])
    const [socket] = await once(server, 'secureConnection')
    const peer = new Peer(socket)
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
    await peer.ended
    server.close()
  })

  test('a program that does not close its connection lives until its request in flight is answered', async () => {
    await using peers = await listenForPeers()
    using program = startProgram('forgetful', [peers.port, 'asks'])
    const peer = await open(peers)
    const request = await peer.next()
    let isEnded = false
    const ended = program.ended.finally(() => {
      isEnded = true
    })
    expect(await program.line()).toBe('"open"')
    // By then a program that has nothing to wait for would have ended: one that began later has.
    using other = startProgram('forgetful', [peers.port, 'forgets'])
    await open(peers)
    await other.ended
    expect(isEnded).toBe(false)
    peer.answer(request, Metadata, ANSWER)
    expect(await program.line()).toBe('"answered"')
    expect(await ended).toEqual({ code: 0, stderr: '' })
  })
})
