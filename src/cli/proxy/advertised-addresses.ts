import { type Address, isPort } from '../../conn/address.ts'
import {
  BeginQuorumEpoch,
  DescribeCluster,
  DescribeQuorum,
  EndQuorumEpoch,
  Fetch,
  FetchSnapshot,
  FindCoordinator,
  Metadata,
  Produce,
  ShareAcknowledge,
  ShareFetch,
  UpdateRaftVoter,
  Vote
} from '../../messages.ts'
import { isRecord } from '../../options.ts'
import { isBytes, isMap } from '../../type-checks.ts'

/** The APIs whose answers have addresses of brokers or controllers. */
export const apisWithAddresses: ReadonlySet<number> = new Set(
  [
    ...[BeginQuorumEpoch, DescribeCluster, DescribeQuorum, EndQuorumEpoch, Fetch, FetchSnapshot, FindCoordinator],
    ...[Metadata, Produce, ShareAcknowledge, ShareFetch, UpdateRaftVoter, Vote]
  ].map(({ key }) => key)
)

/** An address in an answer, with the node that it belongs to. */
export interface AdvertisedAddress extends Address {
  readonly nodeId: number | undefined
}

const NODE_FIELDS = ['nodeId', 'brokerId', 'leaderId']

/** All addresses in an answer, by ascending node id. */
export function addressesIn(answer: unknown): readonly AdvertisedAddress[] {
  const found: AdvertisedAddress[] = []
  replaceAddresses(answer, address => {
    found.push(address)
    return address
  })
  return found.toSorted((one, other) => (one.nodeId ?? -1) - (other.nodeId ?? -1))
}

/** A copy of an answer with other addresses. */
export function replaceAddresses(value: unknown, replace: (address: AdvertisedAddress) => Address, nodeId?: number | undefined): unknown {
  if (Array.isArray(value)) return value.map(each => replaceAddresses(each, replace, nodeId))
  if (!isRecord(value) || isBytes(value) || isMap(value)) return value
  const ownId = NODE_FIELDS.map(field => value[field]).find(id => typeof id === 'number') ?? nodeId
  const copy = Object.fromEntries(Object.entries(value).map(([field, each]) => [field, replaceAddresses(each, replace, ownId)]))
  const { host, port } = value
  // Where there is no broker, the host is empty and the port is -1.
  if (typeof host !== 'string' || host === '' || !isPort(port)) return copy
  const replaced = replace({ host, port: Number(port), nodeId: ownId })
  return { ...copy, host: replaced.host, port: replaced.port }
}
