import { setImmediate } from '../../clock.ts'

// An opening uses three times the memory of an open connection, and V8 does not give it back. A
// process grows by 29 MiB if 1,000 openings begin in one turn, and by 24 MiB with 100 in a turn.
// Fewer in a turn save no more memory, and take longer.
const PER_TURN = 100

let begun = 0 // openings in the turn that fills up now
let turn: Promise<void> | undefined // that turn; undefined: the present one

/**
 * Lets 100 openings begin in a turn of the event loop, in the order of their calls. Returns the
 * turn that an opening has to wait for, or undefined if it may begin now.
 */
export function turnToOpen(): Promise<void> | undefined {
  if (begun === PER_TURN) beginNext()
  else if (begun === 0) setImmediate(endPresent).unref() // it does not keep the process alive
  begun++
  return turn
}

function beginNext(): void {
  const next = Promise.resolve(turn).then(nextTurn)
  turn = next
  begun = 0
  void next.then(() => turn === next && clear())
}

// If openings wait for a later turn, the last of these turns clears the count.
function endPresent(): void {
  if (turn === undefined) clear()
}

function clear(): void {
  turn = undefined
  begun = 0
}

const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
