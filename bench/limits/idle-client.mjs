// Opens connections, a hundred at a time, and prints the memory of the process:
// node idle-client.mjs '{"mode":"raw","port":7702,"count":1000}'
import { once } from 'node:events'
import { connect as connectRaw } from 'node:net'
import { connect } from 'kafkawire'

const AT_A_TIME = 100

const { mode, port, count } = JSON.parse(process.argv[2])
const open = mode === 'raw' ? openRaw : () => connect({ host: '127.0.0.1', port, timeouts: { connectMs: 60_000 } })
const opened = []
while (opened.length < count) opened.push(...(await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - opened.length) }, open))))
gc()
gc()
const rssMiB = process.memoryUsage.rss() / 1_048_576
const alive = opened.filter(one => (mode === 'raw' ? !one.destroyed : one.state === 'open'))
console.log(JSON.stringify({ open: alive.length, rssMiB }))
process.exit()

async function openRaw() {
  const socket = connectRaw({ port, host: '127.0.0.1', noDelay: true })
  socket.on('data', () => undefined)
  await once(socket, 'connect')
  return socket
}
