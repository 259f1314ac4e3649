import { randomBytes } from 'node:crypto'
import type { VersionRange } from '../errors.ts'
import { absentValues } from '../protocol/codes/index.ts'
import { ProducerIds } from './storage/producer-ids.ts'
import { Topics } from './storage/topics.ts'

/** A broker as Metadata names it. */
export interface ClusterNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** What all brokers of a testing cluster know. */
export class ClusterState {
  readonly clusterId: string = randomBytes(16).toString('base64url')
  readonly topics: Topics = new Topics()
  readonly producerIds: ProducerIds = new ProducerIds()
  /** Version ranges as ApiVersions names them, by API key. */
  readonly advertised: Map<number, VersionRange>
  readonly autoCreateTopics: boolean
  readonly nodes: ClusterNode[] = []

  constructor(advertised: Map<number, VersionRange>, autoCreateTopics: boolean) {
    this.advertised = advertised
    this.autoCreateTopics = autoCreateTopics
  }

  /** The broker that clients are to think of as the controller. */
  get controllerId(): number {
    return this.nodes[0]?.nodeId ?? absentValues.NO_CONTROLLER_ID
  }

  get nodeIds(): number[] {
    return this.nodes.map(node => node.nodeId)
  }

  node(nodeId: number): ClusterNode | undefined {
    return this.nodes.find(node => node.nodeId === nodeId)
  }

  /** The broker that coordinates a group or a transactional id: as in Kafka, a matter of its hash alone. */
  coordinatorOf(key: string): ClusterNode | undefined {
    let hash = 0
    for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
    return this.nodes[hash % this.nodes.length]
  }
}
