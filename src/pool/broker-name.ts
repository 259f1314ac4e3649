import { formatAddress, isPort, parseAddress } from '../conn/address.ts'
import type { BrokerAddress } from '../errors.ts'
import { shown } from '../quote.ts'

/**
 * Whether a node id stands for a bootstrap server (a seed), whose real node id is not known yet.
 * These ids are internal: no error and no event shows them.
 */
export const isSeed = (nodeId: number): boolean => nodeId < -1

/** The name of a broker at the begin of an error text, as in "Broker 1 at 127.0.0.1:9092". */
export function nameOf(broker: BrokerAddress): string {
  const address = shown(formatAddress(broker))
  if (broker.nodeId === undefined) return `The broker at ${address}`
  return isSeed(broker.nodeId) ? `Bootstrap server ${address}` : `Broker ${broker.nodeId} at ${address}`
}

/** The broker as errors and events show it: without the internal node id of a seed. */
export const addressOf = ({ host, port, nodeId }: BrokerAddress): BrokerAddress =>
  nodeId === undefined || isSeed(nodeId) ? { host, port } : { host, port, nodeId }

/** Why an address cannot be dialled; undefined if it can. */
export function addressProblem({ host, port }: BrokerAddress): string | undefined {
  if (host === '') return 'the host is empty'
  if (!isPort(port)) return `port ${port} is outside 1 to 65535`
  const parsed = parseAddress(host, port)
  return typeof parsed === 'string' || parsed.port !== port ? 'the host is neither a name nor an IP address' : undefined
}
