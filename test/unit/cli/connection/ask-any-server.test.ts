import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { serve } from '../../../support/brokers/serve.ts'
import { runCommand } from '../../../support/process/command.ts'

const REFUSING = '127.0.0.1:1'
// An address of RFC 5737, which leads nowhere.
const NOWHERE = '192.0.2.1'

/** Serves one answer to Metadata, or none. */
const serveMetadata = (answer?: Pick<MetadataResponse, 'brokers' | 'errorCode'>) =>
  serve(request => {
    if (request.is(ApiVersions)) {
      const versions = [ApiVersions, Metadata].map(({ key: apiKey, maxVersion }) => ({ apiKey, minVersion: 0, maxVersion }))
      request.answer({ errorCode: errorCodes.NONE, apiKeys: versions })
    } else if (request.is(Metadata) && answer !== undefined) request.answer({ topics: [], ...answer })
  })

test('kafkawire metadata opens one connection, and none to the addresses that brokers advertise', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, advertisedHost: NOWHERE })
  let opened = 0
  kafka.on(ApiVersions, (_, next) => {
    opened++
    return next()
  })
  const { code, stdout, stderr } = await runCommand(['metadata', '--bootstrap', `127.0.0.1:${kafka.broker(1).port}`])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`${NOWHERE}:${kafka.broker(2).port}`)
  expect(opened).toBe(1)
})

test('a server that refuses connections and one that is silent do not stop the command', async () => {
  await using kafka = await startTestingCluster()
  const silent = await listen(createServer(socket => socket.on('error', () => undefined)))
  const servers = [REFUSING, `127.0.0.1:${silent.port}`, kafka.bootstrap].join()
  const { code, stdout, stderr } = await runCommand(['metadata', '--timeout', '10m', '--bootstrap', servers])
  silent.server.close()
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(kafka.clusterId)
})

test('if no server answers, the error names all of them, and has the exit code of the step at which all failed', async () => {
  const { code, stdout, stderr } = await runCommand(['metadata', '--bootstrap', `${REFUSING},127.0.0.1:2`])
  expect([code, stdout]).toEqual([12, ''])
  expect(stderr).toMatch(
    /^kafkawire: metadata: Metadata: none of 2 servers gave an answer: .*127\.0\.0\.1:1\b.*127\.0\.0\.1:2\b.* kafkawire doctor finds the cause\n$/
  )
})

test('a server that does not answer within --timeout is a failure with the exit code 4', async () => {
  await using served = await serveMetadata()
  const { code, stderr } = await runCommand(['metadata', '--timeout', '300ms', '--bootstrap', `127.0.0.1:${served.port}`])
  expect([code, stderr]).toEqual([4, expect.stringContaining('300 ms')])
})

test('a server that knows no broker has failed: the error says that it may still be starting', async () => {
  await using served = await serveMetadata({ brokers: [], errorCode: errorCodes.NONE })
  const { code, stdout, stderr } = await runCommand(['metadata', '--bootstrap', `127.0.0.1:${served.port}`])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain('answered Metadata without a single broker: it may still be starting')
})

test('a server whose answer has an error has failed, with the exit code of a broker', async () => {
  const brokers = [{ nodeId: 1, host: 'localhost', port: 9092, rack: null }]
  await using served = await serveMetadata({ brokers, errorCode: errorCodes.REBOOTSTRAP_REQUIRED })
  const { code, stdout, stderr } = await runCommand(['metadata', '--bootstrap', `127.0.0.1:${served.port}`])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain('REBOOTSTRAP_REQUIRED')
})

async function listen(server: Server): Promise<{ readonly server: Server; readonly port: number }> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as { port: number }).port }
}
