import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { isKafkaError } from '../../../../src/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { startControlled } from './controlled.ts'

function statusWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/snapshot`, { headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject).end()
  })
}

const MAX_BODY_BYTES = 16_777_216

describe('the control of a cluster', () => {
  test('answers an unknown path with 404, and an unknown method with 405 and Allow', async () => {
    await using control = await startControlled()
    expect(await control.call('GET', '/nothing')).toEqual({
      status: 404,
      body: { error: 'there is no path /nothing: GET /openapi.json lists all paths' }
    })
    expect((await control.call('GET', '/topics//records')).status).toBe(404)
    const { status, headers } = await fetch(`${control.url}/faults`, { method: 'PUT' })
    expect([status, headers.get('allow'), headers.get('content-type')]).toEqual([405, 'POST, DELETE', 'application/json'])
    expect(await control.error('DELETE', '/topics/%zz')).toContain('the path has a percent sign')
  })

  test('refuses with 400 a body that is no JSON object, and names that it does not know', async () => {
    await using control = await startControlled()
    const response = await fetch(`${control.url}/advance`, { method: 'POST', body: '{' })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining('the body is not JSON: ') }])
    expect(await control.error('POST', '/advance', [1])).toBe('advance: the body must be a JSON object, not an array')
    expect(await control.error('POST', '/advance', { ms: 1, s: 1 })).toBe('advance: s is not an option: there are ms')
    expect(await control.error('GET', '/topics/a/records?from=1')).toContain('records: from is not an option')
    expect(await control.error('POST', '/advance')).toBe('advance: ms is required: it must be a number of milliseconds from 0 on')
  })

  test('takes a body of 16 MiB, and refuses a larger one with 413', async () => {
    await using control = await startControlled()
    const send = (bytes: number): Promise<Response> =>
      fetch(`${control.url}/controller`, { method: 'POST', body: `{"nodeId":1${' '.repeat(bytes - 12)}}` })
    expect((await send(MAX_BODY_BYTES)).status).toBe(200)
    const refused = await send(MAX_BODY_BYTES + 1)
    expect([refused.status, await refused.json()]).toEqual([413, { error: 'the body has 16777217 bytes: the limit is 16777216' }])
  })

  test.each([
    [{ host: '127.0.0.1:1' }, 200],
    [{ host: 'localhost' }, 200],
    [{ host: '[::1]:9091' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: 'localhost.evil.example:80' }, 403],
    [{ host: '127.0.0.1', origin: 'http://localhost:3000' }, 200],
    [{ host: '127.0.0.1', origin: 'http://evil.example' }, 403],
    [{ host: '127.0.0.1', origin: 'null' }, 403]
  ])('answers a request with the headers %j with status %i', async (headers, status) => {
    await using control = await startControlled()
    expect(await statusWith(control.url, headers)).toBe(status)
  })

  test('ends with its cluster, also while a client is connected', async () => {
    const control = await startControlled()
    const { port } = new URL(control.url)
    const socket = connectTcp(Number(port), '127.0.0.1')
    socket.write('POST /advance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{')
    const closed = new Promise(resolve => socket.on('error', () => undefined).on('close', resolve))
    await control.call('GET', '/snapshot')
    await control.kafka.close()
    await closed
    await expect(fetch(`${control.url}/snapshot`)).rejects.toThrow()
    await expect(control.kafka.listenControl()).rejects.toThrow('listenControl: the testing cluster is closed')
  })

  test('a wait ends when the client that asked for it has gone', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    let signal: AbortSignal | undefined
    const { waitForRecords } = control.kafka
    control.kafka.waitForRecords = (topic, count, options) => {
      signal = options?.signal
      return waitForRecords.call(control.kafka, topic, count, options)
    }
    const client = new AbortController()
    const body = JSON.stringify({ topic: 'orders', count: 1, timeoutMs: 600_000 })
    const asked = fetch(`${control.url}/wait/records`, { method: 'POST', body, signal: client.signal }).catch((error: Error) => error.name)
    await vi.waitFor(() => expect(signal?.aborted).toBe(false))
    client.abort()
    expect(await asked).toBe('AbortError')
    await vi.waitFor(() => expect(signal?.aborted).toBe(true))
  })

  test('can be closed before its cluster, and more than once', async () => {
    await using kafka = await startTestingCluster()
    const control = await kafka.listenControl({ port: 0 })
    await control.close()
    await control.close()
    const again = await kafka.listenControl({ port: Number(new URL(control.url).port) })
    expect(again.url).toBe(control.url)
  })

  test('is refused with KAFKA_CONFIGURATION if the port is wrong or in use', async () => {
    await using control = await startControlled()
    const port = Number(new URL(control.url).port)
    for (const [options, text] of [
      [{ port: 65_536 }, 'listenControl: port must be an integer from 0 to 65535, not 65536'],
      [{ prt: 1 }, 'listenControl: prt is not an option'],
      [{ port }, 'EADDRINUSE']
    ] as const) {
      const error = await control.kafka.listenControl(options as { port: number }).catch((thrown: unknown) => thrown)
      expect([isKafkaError(error, 'KAFKA_CONFIGURATION'), String(error)]).toEqual([true, expect.stringContaining(text)])
    }
  })
})
