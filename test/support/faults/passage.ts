import { type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { apiVersionsOf } from '../brokers/link.ts'
import { type ServedPort, serve } from '../brokers/serve.ts'
import type { Pki } from '../pki.ts'
import { type Direction, type Forwarder, startForwarder } from './forwarder.ts'

/**
 * How many bytes of one direction have passed when TLS is ready, when the connection is open, and
 * when it has had an answer.
 */
export type Passed = readonly [secure: number, open: number, answered: number]

/** A broker behind forwarders, with or without TLS. */
export interface Passage extends AsyncDisposable {
  /** A new forwarder to the broker. */
  forward(): Promise<Forwarder>
  /**
   * The options that dial a forwarder. No two connections share TLS sessions, so that all
   * handshakes have the same length.
   */
  optionsTo(forwarder: Forwarder): ConnectionOptions
  measure(): Promise<Readonly<Record<Direction, Passed>>>
}

/** Starts the broker, with TLS if there are certificates. */
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
  await using _ = await connect({ ...passage.optionsTo(shy), apiVersions: { Metadata: [0, 0] } }) // it sends no ApiVersions request
  const secure = { ...shy.bytes }
  await using forwarder = await passage.forward()
  await using connection = await connect(passage.optionsTo(forwarder))
  const open = { ...forwarder.bytes }
  await connection.send(Metadata, { topics: null })
  const { up, down } = forwarder.bytes
  return { up: [secure.up, open.up, up], down: [secure.down, open.down, down] }
}
