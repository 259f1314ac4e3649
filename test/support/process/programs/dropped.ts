// Opens a connection, keeps only what the argument names, and prints what is left of the connection
// after garbage collections.
import { subscribe } from 'node:diagnostics_channel'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { collectWithFinalizers, report, waitToGoOn } from '../program.ts'

const [port, what] = process.argv.slice(2)
const weak: WeakRef<object>[] = []
const closed: object[] = []
subscribe('kafkawire:connection', message => {
  const { event, reason, stack } = message as { event: string; reason?: string; stack?: string }
  if (event === 'close') closed.push({ reason, from: stack?.includes('openAndDrop') })
})

function dial(): Promise<Duplex> {
  return new Promise(resolve => {
    const socket: Socket = connectTcp(Number(port), '127.0.0.1', () => resolve(socket))
    weak.push(new WeakRef(socket))
  })
}

// The promise is inside an object, because an async function that returned it would wait for it.
async function openAndDrop(): Promise<{ readonly promise?: Promise<unknown> }> {
  const connection = await connect({ host: 'in.test', dial })
  weak.push(new WeakRef(connection))
  if (what === 'asks') return { promise: connection.send(Metadata, { topics: null }).then(answer => ({ answer: answer.topics.length })) }
  return what === 'waits' ? { promise: connection.closed } : {}
}

// Whether the socket and the connection still exist.
const alive = (): boolean[] => weak.map(ref => ref.deref() !== undefined)

const { promise: kept } = await openAndDrop()
for (let i = 0; i < 2; i++) await collectWithFinalizers()
report({ alive: alive(), closed })
await waitToGoOn()
report({ kept: await kept })
for (let i = 0; i < 2; i++) await collectWithFinalizers()
report({ alive: alive(), closed })
