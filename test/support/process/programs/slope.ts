// Sends many requests over one connection, and prints how the memory in use grows with them.
import { connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { report } from '../program.ts'

const [port, count, rounds] = process.argv.slice(2).map(Number)
const collect = (globalThis as unknown as { gc: () => void }).gc
const connection = await connect({ host: '127.0.0.1', port: port ?? 0 })

async function send(requests: number): Promise<void> {
  for (let sent = 0; sent < requests; sent += 100) {
    const giveUp = new AbortController()
    const options = { signal: giveUp.signal, timeoutMs: 60_000 }
    await Promise.all(Array.from({ length: 100 }, () => connection.send(Metadata, { topics: [] }, options)))
  }
}

async function weigh(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(resolve => setImmediate(resolve))
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await send(10_000) // the code is compiled and the buffers have grown after these
const weights = [await weigh()]
for (let round = 0; round < (rounds ?? 0); round++) {
  await send((count ?? 0) / (rounds ?? 1))
  weights.push(await weigh())
}
report(weights)
await connection.close()
