import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request as it arrived at a token endpoint. */
export interface TokenForm {
  readonly method: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly form: URLSearchParams
}

/** How a token endpoint answers its requests, in turn; all later requests get the last answer. */
export type TokenAnswer = (response: ServerResponse, request: TokenForm) => void

/** An authorization server on loopback that has only a token endpoint. */
export interface TokenEndpoint extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly TokenForm[]
}

/** Answers with a status and with a body as JSON. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): TokenAnswer {
  return response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Never answers. */
export const silence: TokenAnswer = () => undefined

/** Breaks the connection after half of an answer. */
export const halfAnswer: TokenAnswer = response => {
  response.writeHead(200, { 'content-length': '100' })
  response.write('{"access', () => response.destroy())
}

/** Listens on a loopback port. */
export async function tokenEndpoint(...answers: readonly TokenAnswer[]): Promise<TokenEndpoint> {
  const requests: TokenForm[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const received = { method: request.method, headers: request.headers, form }
    requests.push(received)
    answers[Math.min(requests.length, answers.length) - 1]?.(response, received)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/token`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}
