import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { acks, connect } from '../../../../src/index.ts'
import { ApiVersions, Metadata, Produce } from '../../../../src/messages.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { serve } from '../../../support/brokers/serve.ts'
import { listenForTlsPeers, openTls } from '../../../support/brokers/tls-peers.ts'
import { encryptKey, makePki } from '../../../support/pki.ts'
import { collectGarbage } from '../../../support/process/heap.ts'
import { startProgram } from '../../../support/process/program.ts'

const REQUESTS = Number(process.env['SLOPE_REQUESTS'] ?? 100_000)
const CANARY = 'c4n4ry-p4ssw0rd'

test(
  `${REQUESTS} requests leave nothing on the heap`,
  async () => {
    await using broker = await serve(request => {
      if (request.is(ApiVersions)) request.answer(apiVersionsOf())
      else if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
    })
    using program = startProgram('slope', [broker.port, REQUESTS, 4], ['--expose-gc'])
    const weights: number[] = JSON.parse((await program.line()) ?? '[]')
    expect(weights).toHaveLength(5)
    const [first = 0, ...later] = weights
    // A leak takes at least eight bytes per request. The engine itself keeps some code and
    // feedback.
    expect(Math.min(...later.slice(-2)) - first).toBeLessThan(3 * REQUESTS)
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
  },
  20_000 + REQUESTS / 5
)

test('a large answer is not kept alive by its connection', async () => {
  const bytes = 32 * 1_048_576
  await using broker = await serve(request => {
    if (request.is(ApiVersions)) request.answer(apiVersionsOf())
    else request.answerBytes(Buffer.alloc(bytes))
  })
  await using connection = await connect({ host: '127.0.0.1', port: broker.port })
  const answer = new WeakRef((await connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })).body.buffer)
  for (let turn = 0; turn < 10 && answer.deref() !== undefined; turn++) {
    await new Promise(resolve => setImmediate(resolve))
    collectGarbage()
  }
  expect(answer.deref()).toBeUndefined()
  expect(connection.state).toBe('open')
})

test('a password in the options is in no inspect, no JSON, no error and on no channel', async () => {
  const { ca, server, client } = makePki()
  const shown: string[] = []
  const show = (value: unknown): void => {
    shown.push(inspect(value, { depth: 20, showHidden: true, getters: true }), JSON.stringify(value) ?? '', String(value))
  }
  const channels = ['connection', 'request:start', 'request:error', 'request:asyncEnd'].map(
    name => `${name.includes(':') ? 'tracing:' : ''}kafkawire:${name}`
  )
  for (const name of channels) subscribe(name, show)
  try {
    await using peers = await listenForTlsPeers({ ...server, ca, requestCert: true })
    const key = encryptKey(client, CANARY)
    const tls = { ca, cert: client.cert, key, passphrase: CANARY }
    const { connection, peer } = await openTls(peers, { tls })
    show(connection)
    const lost = rejectionOf(connection.send(Metadata, { topics: null }))
    const unsendable = [
      connection.send(Produce, { acks: acks.NONE, timeoutMs: 1, topicData: [] }),
      connection.send(Metadata, { topics: [{ name: 't', topicId: 'no uuid' }] })
    ].map(rejectionOf)
    await peer.next()
    peer.socket.destroy()
    for (const error of [await lost, ...(await Promise.all(unsendable)), await connection.closed, connection]) show(error)
    const refused = [
      connect({ host: '127.0.0.1', port: peers.port, tls: { ...tls, key: 'no key', ca } }),
      connect({ host: '127.0.0.1', port: peers.port, tls: { ...tls, cert: CANARY } }),
      connect({ host: '127.0.0.1', port: peers.port, tls: { ca: [], cert: tls.cert, key, passphrase: CANARY } }),
      connect({ host: CANARY.concat('@:x'), tls }),
      connect({ host: '127.0.0.1', port: peers.port, tls, timeouts: { connectMs: CANARY } } as never)
    ].map(rejectionOf)
    for (const error of await Promise.all(refused)) show(error)
    expect(shown.length).toBeGreaterThan(30)
    expect(shown.filter(text => text.includes(CANARY) || text.includes(key.slice(100, 160)))).toEqual([])
  } finally {
    for (const name of channels) unsubscribe(name, show)
  }
})
