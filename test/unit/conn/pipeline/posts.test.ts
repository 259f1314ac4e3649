import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { Connection } from '../../../../src/conn/connection.ts'
import { resolveOptions } from '../../../../src/conn/connection-options.ts'
import { Pipeline } from '../../../../src/conn/pipeline/pipeline.ts'
import { BrokerVersions } from '../../../../src/conn/versions/broker-versions.ts'
import { Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { apiVersionsOf, memoryLink, rejectionOf } from '../../../support/brokers/link.ts'

// More bytes than a socket takes in one write.
const BIG = { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(200_000) }] }] }

test('a posted request that is still in the socket when the connection ends rejects as maybe-sent', async () => {
  const { connection, peer } = memoryLink()
  peer.socket.pause()
  const posted = rejectionOf(connection.post(Produce, BIG))
  await new Promise(resolve => setImmediate(resolve))
  await connection.close({ timeoutMs: 10 })
  expect(await posted).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', delivery: 'maybe-sent' })
})

test('a posted request rejects as maybe-sent when the write of its bytes fails', async () => {
  const socket = new Duplex({
    read() {},
    write(_chunk, _encoding, callback) {
      setImmediate(() => callback(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })))
    }
  })
  const options = resolveOptions({ host: 'in.memory' })
  const versions = new BrokerVersions(options)
  versions.learn(apiVersionsOf())
  const connection = new Connection(new Pipeline({ socket }, options), versions, options.opened)
  const error = await rejectionOf(connection.post(Produce, BIG))
  expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', delivery: 'maybe-sent', cause: { code: 'EPIPE' } })
})
