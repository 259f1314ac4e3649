// Closes clusters in every state, and prints what is left of each. After that the program has
// nothing more to do.
import { createHook } from 'node:async_hooks'
import { closeWhile, closingStates } from '../../faults/closing-states.ts'
import { turns } from '../gate.ts'
import { report } from '../program.ts'

// getActiveResourcesInfo does not list timers that are unref'd.
const timers = new Set<number>()
createHook({
  init: (id, type) => void (type === 'Timeout' && timers.add(id)),
  destroy: id => void timers.delete(id)
}).enable()

const held = (): string[] => process.getActiveResourcesInfo().filter(name => /TCP|TLS|Timeout|GetAddrInfo/.test(name))

for (const state of Object.keys(closingStates)) {
  const { outcomes, connections } = await closeWhile(state)
  for (let turn = 0; turn < 1_000 && held().length + timers.size > 0; turn++) await turns(1)
  report({ state, outcomes, connections, left: held(), timers: timers.size })
}
