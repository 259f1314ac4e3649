import { createServer, type Socket } from 'node:net'

/**
 * Plays a broker that takes raw SASL tokens (KIP-43). A broker of Kafka 0.10 reads a handshake,
 * then tokens, then requests; a broker of Kafka 0.9 begins with the tokens. The answer to a token
 * is its first bytes: `answers` gives the length of each answer.
 */
export async function listenForTokens(
  answers: readonly number[],
  heard: string[],
  release: '0.10' | '0.9' = '0.10'
): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let tokens = release === '0.9' ? 0 : -1
    let unread = Buffer.alloc(0)
    socket
      .on('error', () => undefined)
      .on('data', chunk => {
        unread = Buffer.concat([unread, chunk])
        for (; unread.length >= 4 && unread.length >= 4 + unread.readInt32BE(0); unread = unread.subarray(4 + unread.readInt32BE(0))) {
          const frame = unread.subarray(4, 4 + unread.readInt32BE(0))
          if (tokens === -1) {
            heard.push(`handshake v${frame.readInt16BE(2)}`)
            socket.write(Buffer.concat([Buffer.from('0000000a', 'hex'), frame.subarray(4, 8), Buffer.from('000000000000', 'hex')]))
          } else if (tokens < 3) {
            heard.push(`token ${frame}`)
            const length = answers[tokens]
            if (length === undefined) {
              socket.destroy()
              return
            }
            // The last token gets no answer.
            if (tokens < 2) socket.write(Buffer.concat([Buffer.from([0, 0, 0, length]), frame.subarray(0, length)]))
          } else {
            heard.push(`request ${frame.readInt16BE(0)}`)
            const metadata = Buffer.from('00000000 00000000 ffff 00000000 00000000'.replaceAll(' ', ''), 'hex')
            const length = Buffer.alloc(4)
            length.writeInt32BE(4 + metadata.length)
            socket.write(Buffer.concat([length, frame.subarray(4, 8), metadata]))
          }
          tokens++
        }
      })
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const dispose = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }
  return { port: (server.address() as { port: number }).port, [Symbol.asyncDispose]: dispose }
}
