/** What each client does with a testing cluster, in this order. */
export const STEPS = {
  metadata: 'reads the partitions of a topic',
  topics: 'creates and deletes a topic',
  acks: 'writes with acks 0, 1 and all',
  codecs: 'writes and reads with gzip, snappy, lz4 and zstd',
  consume: 'reads a topic from its beginning in a group',
  rebalance: 'two members of a group share the partitions',
  resume: 'commits, and a new member goes on there',
  transactions: 'committed records are visible, aborted ones are not',
  admin: 'describes and changes configurations, adds partitions, lists and deletes groups',
  'consumer-protocol': 'reads in a group of the new protocol (KIP-848)',
  share: 'reads in a share group (KIP-932)'
} as const

/** The name of a step. */
export type Step = keyof typeof STEPS

/** The two ways in which the cluster is reached. */
export const TRANSPORTS = ['PLAINTEXT', 'TLS with SCRAM'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** What a client program is told, as JSON in its first argument. */
export interface ProgramTask {
  readonly bootstrap: string
  /** What the names of topics, groups and transactional ids begin with. */
  readonly prefix: string
  /** Steps of all clients, and tools if the program has them. */
  readonly steps: readonly string[]
  readonly security?: {
    /** A PEM file with the authority that signed the certificate of the brokers. */
    readonly caFile: string
    readonly mechanism: 'SCRAM-SHA-256' | 'PLAIN'
    readonly username: string
    readonly password: string
    /** A user without any right, with the same password. */
    readonly stranger: string
  }
}

/** What a client program prints for each step, as one line of JSON. */
export interface StepResult {
  readonly step: string
  /** Why the step failed; undefined if it passed. */
  readonly error?: string
}
