import { formatAddress } from '../../conn/address.ts'
import { inMs } from '../../errors.ts'
import type { TcpOutcome } from '../report.ts'

const WORDS: Readonly<Record<TcpOutcome, string>> = {
  connected: 'accepts connections',
  refused: 'refuses connections',
  'timed-out': 'does not answer',
  reset: 'resets the connection',
  unreachable: 'cannot be reached from here',
  failed: 'cannot be connected to'
}

/** An outcome as a verb, for tables. */
export const tcpWord = (outcome: TcpOutcome, code: string | undefined): string =>
  outcome === 'failed' && code !== undefined ? `${WORDS.failed} (${code})` : WORDS[outcome]

interface Attempt {
  readonly address: string
  readonly outcome: TcpOutcome
  readonly code: string | undefined
}

/** An outcome as a clause that gives the reason. */
export function tcpClause({ address, outcome, code }: Attempt, port: number, timeoutMs: number): string {
  const where = formatAddress({ host: address, port })
  if (outcome === 'refused') return `${where} refuses connections: nothing listens on that port`
  if (outcome === 'timed-out')
    return `${where} does not answer within ${inMs(timeoutMs)}: a firewall drops the packets, or the machine is off`
  if (outcome === 'reset') return `${where} resets the connection before any byte: a proxy or firewall is in the way`
  if (outcome === 'unreachable') return `this machine has no route to ${where} (${code})`
  return `${where} cannot be connected to (${code ?? 'no reason was given'})`
}

/** What to change, and on which side. */
export function tcpRemedy({ address, outcome }: Attempt, port: number): string {
  if (outcome === 'refused')
    return `On the broker: check that it runs, and that a listener has port ${port}. On this machine: check the host and the port.`
  if (outcome === 'timed-out')
    return `In the network: allow TCP from this machine to ${address} port ${port} (firewall, security group, VPN).`
  if (outcome === 'unreachable') return `In the network: make a route from this machine to ${address} (VPN, subnet, container network).`
  return `In the network: look for a proxy or firewall between this machine and ${address} port ${port}.`
}
