import type { Destination } from './route.ts'

/** Every broker can answer, or passes it on to the one that can. */
export const anyBroker = (): Destination => 'any'
/** The active controller; the brokers of KRaft pass it on, those of ZooKeeper's time answer NOT_CONTROLLER. */
export const theController = (): Destination => 'controller'
/** Brokers and controllers speak it among themselves, or it concerns one broker that the request does not name. */
export const theGivenNode = (): undefined => undefined
/** The coordinator of the request's group. */
export const groupCoordinator = (request: { readonly groupId: string }): Destination => toGroup(request?.groupId)
/** The coordinator of the request's transactional id; without one any broker hands out producer ids. */
export const transactionCoordinator = (request: { readonly transactionalId?: string | null | undefined }): Destination =>
  toTransaction(request?.transactionalId)

// What is no text goes to anyone: the encoder refuses it before a byte is sent, and says why.

/** Where a consumer, share or streams group is kept. */
export const toGroup = (group: string): Destination => (typeof group === 'string' ? { group } : 'any')
/** Where a transactional id is kept. */
export const toTransaction = (transactionalId: string | null | undefined): Destination =>
  typeof transactionalId === 'string' ? { transactionalId } : 'any'
