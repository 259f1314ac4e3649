// Opens connections, `atATime` of them together, and prints the memory of the process and what they
// added to it: node idle-client.mjs '{"mode":"raw","port":7702,"count":1000,"atATime":100}'
import { once } from 'node:events'
import { connect as connectRaw } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect } from 'kafkawire'

const SETTLE_MS = 500

const { mode, port, count, atATime } = JSON.parse(process.argv[2])
const open = mode === 'raw' ? openRaw : () => connect({ host: '127.0.0.1', port, timeouts: { connectMs: 60_000 } })
const opened = [await open()] // loads the code that opens connections
const before = process.memoryUsage.rss()
while (opened.length < count) opened.push(...(await Promise.all(Array.from({ length: Math.min(atATime, count - opened.length) }, open))))
globalThis.gc?.()
globalThis.gc?.()
await setTimeout(SETTLE_MS)
const rss = process.memoryUsage.rss()
const alive = opened.filter(one => (mode === 'raw' ? !one.destroyed : one.state === 'open'))
console.log(JSON.stringify({ open: alive.length, rssMiB: rss / 1_048_576, addedMiB: (rss - before) / 1_048_576 }))
process.exit()

async function openRaw() {
  const socket = connectRaw({ port, host: '127.0.0.1', noDelay: true })
  socket.on('data', () => undefined)
  await once(socket, 'connect')
  return socket
}
