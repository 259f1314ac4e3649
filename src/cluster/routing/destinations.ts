import type { Destination } from './route.ts'

// The destinations that rows of the routing table use. A name that is not a string, because the
// program has no types, leads to any broker: the encoder refuses the request before a byte is sent.

/** Any broker: each can answer the request, or passes it on to the broker that can. */
export const anyBroker = (): Destination => 'any'

/**
 * The active controller. Brokers of KRaft pass the request on to it; brokers of a cluster with
 * ZooKeeper that are not the controller answer NOT_CONTROLLER.
 */
export const controller = (): Destination => 'controller'

/**
 * No destination of its own: the caller has to name the broker. Brokers and controllers send such
 * requests to each other, or the request concerns one broker that it does not name.
 */
export const namedByCaller = (): undefined => undefined

/** The coordinator of the group that the request names. */
export const groupCoordinator = (request: { readonly groupId: string }): Destination => toGroup(request?.groupId)

/**
 * The coordinator of the transactional id that the request names. Without a transactional id any
 * broker gives out producer ids.
 */
export const transactionCoordinator = (request: { readonly transactionalId: string | null }): Destination =>
  toTransaction(request?.transactionalId)

/** The coordinator of a consumer, share or streams group. */
export const toGroup = (group: string): Destination => (typeof group === 'string' ? { group } : 'any')

/** The coordinator of a transactional id. */
export const toTransaction = (transactionalId: string | null): Destination =>
  typeof transactionalId === 'string' ? { transactionalId } : 'any'

/** Whether a destination is a broker that is named by its node id. */
export const isNode = (to: Destination): to is { readonly nodeId: number } => typeof to === 'object' && 'nodeId' in to
