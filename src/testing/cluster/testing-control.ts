import type { TestingBroker } from '../broker-server.ts'
import type { ClusterFault } from './faults-of-cluster.ts'

/** What a test does to the brokers of a testing cluster, and to the clients by them. */
export interface TestingControl {
  /**
   * Brings the cluster back to the state of a new one, between two tests: the topics of the
   * options, no records, no groups, no hooks, no faults, no requests for `received`, and the
   * brokers of the options. A data directory is emptied too. All connections are closed, and
   * clients may connect again to the same ports. The clock goes on. Rejects with the first mistake
   * of a hook, as `close` does, when everything is done. Rejects with `KAFKA_CONFIGURATION` after
   * `close`.
   */
  reset(): Promise<void>
  /** All brokers, by ascending node id, those that are stopped too. */
  readonly brokers: readonly TestingBroker[]
  /**
   * The broker with this node id. The brokers are numbered from 1. Throws `KAFKA_CONFIGURATION` if
   * there is no such broker.
   */
  broker(nodeId: number): TestingBroker
  /**
   * Adds a broker with the next node id, on a port that the system chooses. It leads nothing until
   * leaders are moved to it or topics are created. Rejects with `KAFKA_CONFIGURATION`.
   */
  addBroker(): Promise<TestingBroker>
  /**
   * Stops a broker and forgets it. Other brokers take over its replicas. Rejects with
   * `KAFKA_CONFIGURATION` if there is no such broker, or no other.
   */
  removeBroker(nodeId: number): Promise<void>
  /**
   * Sets a fault of requests: an error code, a delay, throttling, corrupted bytes, or no answer at
   * all, for the requests that it selects. With `after` it is a fault of connections. Returns a
   * function that removes it. Throws `KAFKA_CONFIGURATION`.
   */
  fault(fault: ClusterFault): () => void
  /** Removes all faults that were set by `fault` of the cluster. */
  clearFaults(): void
  /**
   * Makes the broker `nodeId` the leader of a partition, with the same records, in the next leader
   * epoch. It needs no replica. Throws
   * `KAFKA_CONFIGURATION` if there is no such partition, or no such broker that runs.
   */
  moveLeader(topic: string, partitionIndex: number, nodeId: number): void
  /**
   * Makes a broker the coordinator of a group id or a transactional id. The one before answers
   * NOT_COORDINATOR. Throws `KAFKA_CONFIGURATION` if there is no such broker that runs.
   */
  moveCoordinator(key: string, nodeId: number): void
  /**
   * Makes a broker the controller. Throws `KAFKA_CONFIGURATION` if there is no such broker that
   * runs.
   */
  moveController(nodeId: number): void
  /**
   * Removes a member from its group at once, as when its session ends. Its next request is refused
   * with UNKNOWN_MEMBER_ID. Throws `KAFKA_CONFIGURATION` if there is no such group or member.
   */
  fenceMember(groupId: string, memberId: string): void
  /**
   * Ends the sessions of all clients that have authenticated. They renew them, or their connections
   * are closed at the next request (KIP-368).
   */
  expireSaslSessions(): void
  /**
   * Puts the clock of the cluster forward by this many milliseconds. Timeouts that end within this
   * time end at once, in their order: of sessions, rebalances, transactions, and of requests that
   * wait. Throws `KAFKA_CONFIGURATION` if the number is wrong.
   */
  advance(ms: number): void
}
