import type { Api } from 'kafkawire'
import * as messages from 'kafkawire/messages'
import { ApiVersions, DescribeCluster, Metadata, SaslAuthenticate, SaslHandshake } from 'kafkawire/messages'
import { CLIENT_ID, type FaultKind, MISSED } from './fault.ts'

// What a driver asks a server to find out which cluster it belongs to.
const ASKING: readonly number[] = [ApiVersions, SaslHandshake, SaslAuthenticate, Metadata, DescribeCluster].map(({ key }) => key)

// Actors with connections or pools of their own. Only a cluster knows which cluster is pinned.
const WITHOUT_CLUSTER: readonly string[] = ['connection-user', 'pool-user', 'proxy']

/**
 * The addresses lead to another cluster for a while. A driver that stays with its cluster sends no
 * work there (`pinClusterId`).
 */
export const swappedCluster: FaultKind = async ({ network, settings, actors, startOther, report }) => {
  if (startOther === undefined || settings.pinsCluster !== true || actors.some(actor => WITHOUT_CLUSTER.includes(actor))) return MISSED
  const other = await startOther()
  for (const api of Object.values<unknown>(messages).filter(isApi)) {
    if (ASKING.includes(api.key)) continue
    other.on(api, ({ header }, next) => {
      if (header.clientId === CLIENT_ID) report(`${api.name} was sent to another cluster than the one that is pinned`)
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
