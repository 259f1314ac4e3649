import type { ClusterBroker, PoolBroker } from 'kafkawire'
import type { Stage } from '../../actors/actor.ts'

/** The brokers, with the addresses at which clients of the actor's own dial them. */
export function brokersOf({ observer, clusterOptions }: Stage): PoolBroker[] {
  return [...observer.map.brokers.values()].map(broker => {
    const address = rewritten(broker, clusterOptions)
    const end = address.lastIndexOf(':')
    return { nodeId: broker.nodeId, host: address.slice(0, end), port: Number(address.slice(end + 1)) }
  })
}

/** The address at which clients dial a broker. */
export function rewritten(broker: ClusterBroker, { rewriteAddress }: Stage['clusterOptions']): string {
  const own = `${broker.host}:${broker.port}`
  const address = typeof rewriteAddress === 'function' ? rewriteAddress(broker) : (rewriteAddress?.[own] ?? own)
  return typeof address === 'string' ? address : `${address.host}:${address.port}`
}
