import type { DialGate, DialTarget } from '../simulation/network.ts'
import type { FaultKind, Target } from './fault.ts'
import { pause } from './pause.ts'

const MAX_SLOW_MS = 15_000

/** For a while, addresses refuse connections, cannot be reached, or have no name. */
export const refusedAddress: FaultKind = target => onAddresses(target, failing('connect', 'ECONNREFUSED'))
export const unreachableAddress: FaultKind = target => onAddresses(target, failing('connect', 'EHOSTUNREACH'))
export const unknownHost: FaultKind = target => onAddresses(target, failing('getaddrinfo', 'ENOTFOUND'))

/** Addresses do not answer: a dial goes on until its caller gives up or the fault ends. */
export const silentAddress: FaultKind = target => {
  let answer: () => void = () => undefined
  const answered = new Promise<void>(resolve => {
    answer = resolve
  })
  const heal = onAddresses(target, to => Promise.race([answered, aborted(to)]))
  return () => {
    heal()
    answer()
  }
}

/** Connecting takes long. */
export const slowConnect: FaultKind = target => {
  const slowMs = 1 + target.random.below(MAX_SLOW_MS)
  return onAddresses(target, to => pause(slowMs, to.signal))
}

const failing =
  (syscall: string, code: string): DialGate =>
  async ({ host, port }) => {
    throw Object.assign(new Error(`${syscall} ${code} ${host}:${port}`), { code, syscall })
  }

// Of all brokers, or of one.
function onAddresses({ kafka, network, random }: Target, gate: DialGate): () => void {
  const host = random.once(2) ? undefined : random.pick(kafka.brokers).host
  const chosen: DialGate = async to => {
    if (host === undefined || to.host.endsWith(host)) await gate(to)
  }
  network.gates.add(chosen)
  return () => void network.gates.delete(chosen)
}

function aborted({ signal }: DialTarget): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
