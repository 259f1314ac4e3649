// The program of each client. It takes the job as JSON in its last argument and prints one line of
// JSON.
import { join } from 'node:path'

const here = import.meta.dirname

/** The program of franz-go, which `franz.mjs` compiles. */
export const FRANZ = join(here, 'franz/franz')

const CODECS = ['none', 'snappy', 'lz4', 'zstd', 'gzip']

/**
 * The clients. `produce`, `read`, `json` and `mirror` list the codecs that a client has without additional packages.
 * A client of kind `limit` stands beside the others; a client of kind `peer` is compared with
 * kafkawire.
 */
export const clients = {
  raw: { label: 'raw net', kind: 'limit', produce: ['none'], read: ['none'], json: ['none'] },
  kafkawire: { label: 'kafkawire', kind: 'ours', produce: CODECS, read: CODECS, json: CODECS, mirror: CODECS },
  producer: { label: 'kafkawire, examples/producer', kind: 'ours', produce: CODECS, read: [] },
  consumer: { label: 'kafkawire, examples/consumer, batches()', kind: 'ours', produce: [], read: CODECS },
  'consumer-records': { label: 'kafkawire, examples/consumer, records', kind: 'ours', produce: [], read: CODECS },
  platformatic: { label: '@platformatic/kafka', kind: 'peer', produce: CODECS, read: CODECS, json: CODECS, mirror: CODECS },
  'kafka-ts': { label: 'kafka-ts', kind: 'peer', produce: ['none'], read: CODECS, json: CODECS },
  kafkajs: { label: 'kafkajs', kind: 'peer', produce: ['none', 'gzip'], read: ['none', 'gzip'], json: ['none', 'gzip'] },
  franz: { label: 'franz-go', kind: 'limit', produce: CODECS, read: CODECS, json: CODECS, mirror: CODECS, program: FRANZ }
}

/** The Node that runs the clients; @platformatic/kafka needs 22.22 or newer. */
export const NODE = join(here, 'node_modules/node/bin/node')

export function commandOf(client, node) {
  const { program } = clients[client]
  return program === undefined ? [node, join(here, 'worker.mjs')] : [program]
}
