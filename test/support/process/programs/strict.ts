// Connects to every hostile peer, and prints the warnings of Node and the resources that are left.
import { createHook } from 'node:async_hooks'
import { expectedOutcomes, meetAll } from '../../faults/misdeeds.ts'
import { report } from '../program.ts'

const complaints: string[] = []
process.on('warning', ({ name, message }) => complaints.push(`${name}: ${message}`))

// getActiveResourcesInfo does not list timers that are unref'd.
const timers = new Set<number>()
createHook({
  init: (id, type) => void (type === 'Timeout' && timers.add(id)),
  destroy: id => void timers.delete(id)
}).enable()

const collect = (globalThis as unknown as { gc: () => void }).gc

// getActiveResourcesInfo does not list unref'd sockets either, but a report lists every handle of
// libuv.
function sockets(): number {
  Object.assign(process.report, { excludeNetwork: true })
  const { libuv } = process.report.getReport() as unknown as { libuv: { type: string }[] }
  return libuv.filter(({ type }) => type === 'tcp').length
}

const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)

const listenersBefore = listeners()
const meetings = await meetAll()
const wrong = meetings.filter(
  ({ misdeed, phase, encryption, outcomes, left }) => left > 0 || outcomes.join() !== expectedOutcomes(misdeed, phase, encryption).join()
)
for (let turn = 0; turn < 20; turn++) {
  await new Promise(resolve => setImmediate(resolve))
  if (turn % 5 === 0) collect()
}
const active = process.getActiveResourcesInfo().filter(name => /TCP|TLS|Timeout|GetAddrInfo/.test(name))
report({
  meetings: meetings.length,
  wrong,
  complaints,
  sockets: sockets(),
  timers: timers.size,
  listeners: listeners() - listenersBefore,
  active
})
