import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dial } from 'kafkawire'

/**
 * Makes a `dial` function that lets an HTTP proxy connect to the broker (CONNECT, RFC 9110, section
 * 9.3.6). The proxy resolves the host name of the broker.
 */
export function throughProxy(proxy: URL): Dial {
  return async ({ host, port, signal }) => {
    const path = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const connecting = request({
      method: 'CONNECT',
      host: proxy.hostname,
      port: proxy.port || 80,
      path,
      headers: authorization(proxy),
      signal
    })
    connecting.end()
    // If the proxy refuses, Node emits the same event with its answer. An error, or the signal,
    // rejects.
    const [answer, socket, head] = (await once(connecting, 'connect')) as [IncomingMessage, Duplex, Buffer]
    if (answer.statusCode !== 200) {
      socket.destroy()
      throw new Error(`the proxy at ${proxy.host} answered CONNECT ${path} with ${answer.statusCode} ${answer.statusMessage}`)
    }
    if (head.length > 0) socket.unshift(head)
    return socket
  }
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}
