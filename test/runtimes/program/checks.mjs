import { tracingChannel } from 'node:diagnostics_channel'
import { acks, connect, connectCluster, formatOpenMetrics, isKafkaError, KafkaError, measureRequests, throwIfError } from 'kafkawire'
import { ApiVersions, Fetch, Metadata, Produce } from 'kafkawire/messages'
import { batchBuilder, readBatches } from 'kafkawire/records'

/**
 * The checks for every runtime, every bundle and every test runner. A check that fails throws what
 * is wrong.
 */
export const checks = {
  'records of every codec go to the broker and come back, through TLS and SCRAM': async ({ openCluster }) => {
    const cluster = await openCluster()
    try {
      for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
        if (compression === 'zstd' && !hasZstd()) continue
        await roundTrip(cluster, compression)
      }
    } finally {
      await cluster.close()
    }
  },

  'zstd works, or is refused by a typed error that says what to do': async () => {
    try {
      const builder = batchBuilder({ compression: 'zstd' })
      builder.append({ key: 'a', value: 'b'.repeat(1_000) })
      const [batch] = readBatches(builder.build())
      equal([...batch.records()].length, 1)
    } catch (error) {
      check(isKafkaError(error, 'KAFKA_RECORDS') && /registerCodec\('zstd', codec\)/.test(error.message), error)
    }
  },

  'batches are built and read asynchronously with each codec': async () => {
    const build = async (compression, count) => {
      const builder = batchBuilder({ compression, maxBytes: Number.POSITIVE_INFINITY })
      for (let i = 0; i < count; i++) builder.append({ key: null, value: new Uint8Array(100_000).fill(i) }) // several slices
      return builder.buildAsync()
    }
    for (const compression of ['gzip', 'snappy', 'lz4', ...(hasZstd() ? ['zstd'] : [])]) {
      for (let round = 0; round < 2; round++) {
        const batches = await Promise.all([40, 1, 7].map(count => build(compression, count)))
        for (const [i, count] of [40, 1, 7].entries()) {
          const [batch] = readBatches(batches[i])
          equal(
            [...(await batch.recordsAsync())].map(({ value }) => value[99_999]).join(),
            Array.from({ length: count }, (_, i) => i).join()
          )
        }
      }
    }
  },

  'large answers arrive as they are, in plaintext and through TLS': async ({ openCluster, openPlaintext }) => {
    const values = Array.from({ length: 4 }, (_, i) =>
      Buffer.from(Uint32Array.from({ length: 200_000 }, (_, k) => Math.imul(k + i, 0x9e3779b1)).buffer)
    )
    for (const open of [openCluster, openPlaintext]) {
      const cluster = await open()
      const { topicId } = (await cluster.send(Metadata, { topics: [{ name: 'large' }] })).topics[0]
      let fetchOffset
      for (const value of values) {
        const builder = batchBuilder()
        builder.append({ value })
        const topicData = [{ topicId, partitionData: [{ index: 0, records: builder.build() }] }]
        const { responses } = throwIfError(await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 5_000, topicData }))
        fetchOffset ??= responses[0].partitionResponses[0].baseOffset
      }
      const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 5_000_000 }]
      const { responses } = throwIfError(await cluster.send(Fetch, { maxWaitMs: 5_000, minBytes: 1, topics: [{ topicId, partitions }] }))
      const read = [...readBatches(responses[0].partitions[0].records)].flatMap(batch => [...batch.records()])
      equal(read.length, values.length)
      for (const [i, { value }] of read.entries()) equal(values[i].compare(value), 0)
      await cluster.close()
    }
  },

  'request events fire, and metrics count the requests': async ({ openCluster }) => {
    const requests = measureRequests()
    const heard = []
    const listener = name => event => heard.push(`${name} ${event.api}`)
    const channel = tracingChannel('kafkawire:request')
    const listeners = { start: listener('start'), end: listener('end'), asyncStart: listener('asyncStart'), asyncEnd: listener('asyncEnd') }
    for (const [name, hear] of Object.entries(listeners)) channel[name].subscribe(hear)
    const cluster = await openCluster()
    try {
      await cluster.send(Metadata, { topics: null })
      const text = formatOpenMetrics(cluster.pool.snapshot(), { requests })
      for (const name of Object.keys(listeners)) check(heard.includes(`${name} Metadata`), `no ${name} event, only: ${heard.join(', ')}`)
      check(/kafkawire_request_duration_seconds_count\{api="Metadata"\} [1-9]/.test(text), text)
    } finally {
      for (const [name, hear] of Object.entries(listeners)) channel[name].unsubscribe(hear)
      requests.close()
      await cluster.close()
    }
  },

  'a request without an answer ends by its own timeout': async ({ silentPort }) => {
    const connection = await connect({ host: `127.0.0.1:${silentPort}`, apiVersions: { Metadata: [0, 12] } })
    const error = await rejection(connection.send(Metadata, { topics: null }, { timeoutMs: 200 }))
    check(isKafkaError(error, 'KAFKA_TIMEOUT') && error.delivery === 'maybe-sent', error)
    await connection.close({ timeoutMs: 1 })
  },

  'opening a connection ends after connectMs if the broker does not answer': async ({ silentPort }) => {
    const error = await rejection(connect({ host: `127.0.0.1:${silentPort}`, timeouts: { connectMs: 300 } }))
    check(isKafkaError(error, 'KAFKA_CONNECT'), error)
  },

  'an abort signal ends a request': async ({ silentPort }) => {
    const connection = await connect({ host: `127.0.0.1:${silentPort}`, apiVersions: { Metadata: [0, 12] } })
    const abort = new AbortController()
    const failed = rejection(connection.send(Metadata, { topics: null }, { signal: abort.signal }))
    abort.abort(new Error('enough'))
    equal((await failed).message, 'enough')
    await connection.close({ timeoutMs: 1 })
  },

  'a port without a listener gives an error with ECONNREFUSED that is retriable': async ({ closedPort }) => {
    const error = await rejection(connect({ host: `127.0.0.1:${closedPort}` }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && error.phase === 'tcp' && error.retriable, error)
    check(/127\.0\.0\.1 refused: ECONNREFUSED/.test(error.message), error)
    const ofCluster = await rejection(
      connectCluster({ bootstrapServers: `127.0.0.1:${closedPort}`, connection: { timeouts: { connectMs: 1_000 } } })
    )
    check(ofCluster instanceof KafkaError && /ECONNREFUSED/.test(String(ofCluster.message)), ofCluster)
  },

  'a certificate of an unknown authority is refused by an error that names the reason and is not retriable': async ({ tlsPort }) => {
    const error = await rejection(connect({ host: `localhost:${tlsPort}`, tls: true }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && error.phase === 'tls', error)
    check(!error.retriable, `retriable: ${error.message}`)
    check(/its certificate is refused/.test(error.message), error)
  },

  'a certificate for another name is refused by an error that names the reason and is not retriable': async ({ tlsPort, ca }) => {
    const error = await rejection(connect({ host: `localhost:${tlsPort}`, tls: { ca, servername: 'other.test' } }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && error.phase === 'tls', error)
    check(!error.retriable, `retriable: ${error.message}`)
    check(/its certificate is refused/.test(error.message), error)
  },

  'a broker that wants a client certificate gives an error that is not retriable': async ({ mutualPort, ca }) => {
    const error = await rejection(connect({ host: `localhost:${mutualPort}`, tls: { ca } }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && error.phase === 'tls', error)
    check(!error.retriable, `retriable: ${error.message}`)
    check(/certificate required|client certificate/.test(error.message), error)
  },

  'TLS to a listener without TLS fails in the phase tls': async ({ kafka, ca }) => {
    const error = await rejection(connect({ host: `localhost:${kafka.brokers[0].port}`, tls: { ca }, timeouts: { connectMs: 3_000 } }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && error.phase === 'tls', error)
  },

  'plaintext to a listener with TLS fails with an error that names TLS': async ({ tlsPort }) => {
    const error = await rejection(connect({ host: `localhost:${tlsPort}`, timeouts: { connectMs: 5_000 } }))
    check(isKafkaError(error, 'KAFKA_CONNECT') && /\bTLS\b/i.test(error.message), error)
  },

  'an encoding error names the field': async ({ openCluster }) => {
    const cluster = await openCluster()
    const error = await rejection(cluster.send(ApiVersions, { clientSoftwareName: 1, clientSoftwareVersion: '1' }, { to: 'any' }))
    check(isKafkaError(error, 'KAFKA_ENCODE', 'KAFKA_UNSUPPORTED_VERSION'), error)
    await cluster.close()
  }
}

async function roundTrip(cluster, compression) {
  const value = Buffer.from(compression.repeat(1_000))
  const builder = batchBuilder({ compression })
  builder.append({ key: new Uint8Array([1, 2, 3]), value, headers: [['codec', Buffer.from(compression)]] })
  const partitionData = [{ index: 0, records: builder.build() }]
  const { topics } = await cluster.send(Metadata, { topics: [{ name: 'records' }] })
  const { topicId } = topics[0]
  const produced = throwIfError(await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 5_000, topicData: [{ topicId, partitionData }] }))
  const fetchOffset = produced.responses[0].partitionResponses[0].baseOffset
  const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_048_576 }]
  const fetched = throwIfError(await cluster.send(Fetch, { maxWaitMs: 5_000, minBytes: 1, topics: [{ topicId, partitions }] }))
  const [batch] = readBatches(fetched.responses[0].partitions[0].records)
  const [record] = batch.records()
  equal(batch.compression, compression)
  equal(Buffer.from(record.key).toString('hex'), '010203')
  equal(Buffer.from(record.value).toString(), value.toString())
}

export const hasZstd = () => typeof process.getBuiltinModule('node:zlib').zstdCompressSync === 'function'

async function rejection(promise) {
  let value
  try {
    value = await promise
  } catch (error) {
    return error
  }
  await value?.close?.({ timeoutMs: 1 })
  throw new Error('it did not reject')
}

function check(holds, shown) {
  if (!holds) throw new Error(typeof shown === 'string' ? shown : `${shown?.code} ${shown?.retriable} ${shown?.message}\n${shown?.stack}`)
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${String(actual).slice(0, 200)} is not ${String(expected).slice(0, 200)}`)
}
