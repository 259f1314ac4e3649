import { once } from 'node:events'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

// The thread listens and then sleeps, so that no connection is accepted. When its backlog is full,
// the kernel drops the packets of every other client.
const LISTENER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const server = require('node:net').createServer().listen({ ...workerData.place, backlog: 1 }, () => {
    parentPort.postMessage('listening')
    Atomics.wait(new Int32Array(workerData.asleep), 0, 0)
    server.close()
  })
`
const QUEUE = 2 // Linux holds one connection more than the backlog

/** An address that neither accepts nor refuses connections. */
export async function openBlackHole(host: string, port: number): Promise<AsyncDisposable> {
  const asleep = new SharedArrayBuffer(4)
  const worker = new Worker(LISTENER, { eval: true, workerData: { place: { host, port }, asleep } })
  await once(worker, 'message')
  const queue = Array.from({ length: QUEUE }, () => connect(port, host))
  await Promise.all(queue.map(socket => once(socket, 'connect')))
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of queue) socket.destroy()
      Atomics.notify(new Int32Array(asleep).fill(1), 0)
      await worker.terminate()
    }
  }
}
