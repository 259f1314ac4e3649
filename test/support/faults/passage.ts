import { type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { apiVersionsOf } from '../brokers/link.ts'
import { type ServedPort, serve } from '../brokers/serve.ts'
import type { Pki } from '../pki.ts'
import { type Direction, type Forwarder, startForwarder } from './forwarder.ts'

/** The bytes of one direction that have passed when TLS is there, when the connection is open, and when it has had an answer. */
export type Passed = readonly [secure: number, open: number, answered: number]

/** A broker that one reaches through forwarders, with or without TLS. */
export interface Passage extends AsyncDisposable {
  /** A way to it that is not used yet. */
  forward(): Promise<Forwarder>
  /** What dials through a forwarder. No two share TLS sessions, so that every handshake is as long as the next. */
  optionsTo(forwarder: Forwarder): ConnectionOptions
  measure(): Promise<Readonly<Record<Direction, Passed>>>
}

/** Starts it, under TLS if there are certificates. */
export async function startPassage(pki: Pki | undefined): Promise<Passage> {
  const broker = await startBroker(pki)
  const passage: Passage = {
    forward: () => startForwarder({ to: { host: '127.0.0.1', port: broker.port } }),
    optionsTo: ({ host, port }) => ({ host, port, tls: pki !== undefined && { ca: pki.ca } }),
    measure: () => measure(passage),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose]()
  }
  return passage
}

function startBroker(pki: Pki | undefined): Promise<ServedPort> {
  const answer: Parameters<typeof serve>[0] = request => {
    if (request.is(ApiVersions)) request.answer(apiVersionsOf())
    else if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
  }
  return serve(answer, {}, pki?.server)
}

async function measure(passage: Passage): Promise<Record<Direction, Passed>> {
  await using shy = await passage.forward()
  await using _ = await connect({ ...passage.optionsTo(shy), apiVersions: { Metadata: [0, 0] } }) // it asks nothing
  const secure = { ...shy.bytes }
  await using forwarder = await passage.forward()
  await using connection = await connect(passage.optionsTo(forwarder))
  const open = { ...forwarder.bytes }
  await connection.send(Metadata, { topics: null })
  const { up, down } = forwarder.bytes
  return { up: [secure.up, open.up, up], down: [secure.down, open.down, down] }
}
