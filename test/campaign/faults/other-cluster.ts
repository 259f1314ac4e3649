import type { Api } from 'kafkawire'
import * as messages from 'kafkawire/messages'
import { ApiVersions, DescribeCluster, InitProducerId, Metadata, SaslAuthenticate, SaslHandshake } from 'kafkawire/messages'
import { CLIENT_ID, type FaultKind, type Heal, MISSED, type Target } from './fault.ts'

// What a driver asks a server to find out which cluster it belongs to.
const ASKING: readonly number[] = [ApiVersions, SaslHandshake, SaslAuthenticate, Metadata, DescribeCluster].map(({ key }) => key)

// Actors with connections or pools of their own. Only a cluster knows which cluster is pinned.
export const WITHOUT_CLUSTER: readonly string[] = ['connection-user', 'pool-user', 'proxy']
// Actors whose work is only for topics that they have created, which another cluster does not have.
export const WITH_OWN_TOPICS: readonly string[] = ['plain-producer', 'split-producer', 'acks-leader', 'acks-none', 'reader']

/**
 * The addresses lead to another cluster for a while. A driver that stays with its cluster sends no
 * work there (`pinClusterId`).
 */
export const swappedCluster: FaultKind = async target => {
  const { settings, actors } = target
  if (settings.pinsCluster !== true || actors.some(actor => WITHOUT_CLUSTER.includes(actor))) return MISSED
  return await swap(target, 'was sent to another cluster than the one that is pinned')
}

/**
 * The addresses lead to another cluster for a while, and the driver goes there too. What began with
 * its first cluster is not sent to the other one, which does not have the topics of the actors.
 */
export const followedCluster: FaultKind = async target => {
  const { settings, actors } = target
  if (settings.pinsCluster === true || !actors.every(actor => WITH_OWN_TOPICS.includes(actor))) return MISSED
  return await swap(target, 'was sent to another cluster, which does not have its topics', [InitProducerId.key])
}

// `allowed` are APIs that do not name what only the first cluster has.
async function swap(
  { network, startOther, report }: Target,
  problem: string,
  allowed: readonly number[] = []
): Promise<Heal | typeof MISSED> {
  if (startOther === undefined) return MISSED
  const other = await startOther()
  for (const api of Object.values<unknown>(messages).filter(isApi)) {
    if (ASKING.includes(api.key) || allowed.includes(api.key)) continue
    other.on(api, ({ header }, next) => {
      if (header.clientId === CLIENT_ID) report(`${api.name} ${problem}`)
      return next()
    })
  }
  const cutAll = (): void => {
    for (const link of network.links) link.cut('RST')
  }
  cutAll()
  return async () => {
    network.leadTo(undefined)
    cutAll()
    await other.close()
  }
}

const isApi = (value: unknown): value is Api<unknown, unknown> => typeof Object(value).key === 'number' && 'decodeRequest' in Object(value)
