// The program of each client. It takes the job as JSON in its last argument and prints one line of
// JSON.
import { join } from 'node:path'

const here = import.meta.dirname
const CODECS = ['none', 'snappy', 'lz4', 'zstd']

/**
 * The clients. `produce` and `read` list the codecs that a client has without additional packages.
 * A client of kind `limit` stands beside the others; a client of kind `peer` is compared with
 * kafkawire.
 */
export const clients = {
  raw: { label: 'raw net', kind: 'limit', produce: ['none'], read: ['none'] },
  kafkawire: { label: 'kafkawire', kind: 'ours', produce: CODECS, read: CODECS },
  producer: { label: 'kafkawire, examples/producer', kind: 'ours', produce: CODECS, read: [] },
  platformatic: { label: '@platformatic/kafka', kind: 'peer', produce: CODECS, read: CODECS },
  'kafka-ts': { label: 'kafka-ts', kind: 'peer', produce: ['none'], read: CODECS },
  kafkajs: { label: 'kafkajs', kind: 'peer', produce: ['none'], read: ['none'] },
  franz: { label: 'franz-go', kind: 'limit', produce: CODECS, read: CODECS, program: join(here, 'franz/franz') }
}

/** The Node that runs the clients; @platformatic/kafka needs 22.22 or newer. */
export const NODE = join(here, 'node_modules/node/bin/node')

export function commandOf(client, node) {
  const { program } = clients[client]
  return program === undefined ? [node, join(here, 'worker.mjs')] : [program]
}
