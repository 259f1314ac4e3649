import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect as dialTcp } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { startTestingCluster } from '../../src/testing/index.ts'

const MAIN = fileURLToPath(new URL('../../examples/proxy/main.ts', import.meta.url))
const CREDENTIALS = `Basic ${Buffer.from('alice:a:b').toString('base64')}`

/** An HTTP proxy that lets user alice connect to any address, and collects these addresses. */
async function startProxy() {
  const asked: string[] = []
  const sockets = new Set<Duplex>()
  const server = createServer()
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Duplex) => {
    asked.push(url)
    sockets.add(client.on('error', () => undefined))
    if (headers['proxy-authorization'] !== CREDENTIALS) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const { hostname, port } = new URL(`tcp://${url}`)
    const broker = dialTcp(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n')
      client.pipe(broker).pipe(client)
    })
    sockets.add(broker.on('error', () => client.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    at: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

const run = (proxy: string, broker: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, proxy, broker])

describe('examples/proxy', () => {
  test('the proxy example lists the topics of a broker that it reaches by CONNECT', async () => {
    await using cluster = await startTestingCluster({ topics: { orders: 1, payments: 1 } })
    await using proxy = await startProxy()
    const { stdout } = await run(`http://alice:a%3Ab@${proxy.at}`, cluster.bootstrap)
    expect(stdout).toBe(`brokers: 1 at ${cluster.bootstrap}\ntopics: orders, payments\n`)
    expect(proxy.asked).toEqual([cluster.bootstrap])
  })

  test('the proxy example prints the answer of a proxy that refuses', async () => {
    await using proxy = await startProxy()
    const failed = await run(`http://${proxy.at}`, 'inner.invalid:7').catch(error => error)
    const answer = `the proxy at ${proxy.at} answered CONNECT inner.invalid:7 with 407 Proxy Authentication Required`
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toBe(`proxy: inner.invalid:7: the dial option gave no connection (${answer})\n`)
  })
})
