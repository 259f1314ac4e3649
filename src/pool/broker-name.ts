import { formatAddress, isPort, parseAddress } from '../conn/address.ts'
import type { BrokerAddress } from '../errors.ts'
import { shown } from '../quote.ts'

/** Whether a node id is that of a bootstrap server, whose own id is not known. Those are internal: no message and no event shows them. */
export const isSeed = (nodeId: number): boolean => nodeId < -1

/** What messages call a broker. */
export function nameOf(broker: BrokerAddress): string {
  const place = shown(formatAddress(broker))
  if (broker.nodeId === undefined) return `The broker at ${place}`
  return isSeed(broker.nodeId) ? `Bootstrap server ${place}` : `Broker ${broker.nodeId} at ${place}`
}

/** A broker as errors and events have it. */
export const addressOf = ({ host, port, nodeId }: BrokerAddress): BrokerAddress =>
  nodeId === undefined || isSeed(nodeId) ? { host, port } : { host, port, nodeId }

/** Why an address cannot be dialled; undefined where it can. */
export function addressProblem({ host, port }: BrokerAddress): string | undefined {
  if (host === '') return 'the host is empty'
  if (!isPort(port)) return `port ${port} is outside 1 to 65535`
  const parsed = parseAddress(host, port)
  return typeof parsed === 'string' || parsed.port !== port ? 'the host is neither a name nor an IP address' : undefined
}
