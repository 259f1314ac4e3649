import type { Address } from '../../conn/address.ts'
import type { FirstBytes } from '../probe/first-bytes.ts'
import type { Place } from '../probe/tcp-probe.ts'
import type { AddressReport, ServerReport } from '../report.ts'

/** A server to look at: its address, and which broker of which cluster it should be. */
export interface Target extends Address {
  readonly nodeId?: number | undefined
  readonly clusterId?: string | undefined
}

/** A server that was looked at, and the address at which it can be reached. */
export interface CheckedServer {
  readonly report: ServerReport
  readonly place: Place | undefined
}

/** What the steps of one server have found so far. */
export interface ServerState {
  readonly target: Target
  readonly subject: string
  addresses: AddressReport[]
  place: Place | undefined
  firstBytes: FirstBytes | undefined
  tls: ServerReport['tls']
  likelyBroker: string | undefined
  versions: ServerReport['versions']
  mechanisms: readonly string[] | undefined
  sessionLifetimeMs: number | undefined
}
