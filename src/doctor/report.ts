/** The steps of a diagnosis, in their order. */
export const doctorSteps = [
  'options',
  'dns',
  'tcp',
  'first-bytes',
  'tls',
  'api-versions',
  'sasl',
  'metadata',
  'advertised',
  'coordinator',
  'topic',
  'authorization',
  'write',
  'idle'
] as const

/** One of {@link doctorSteps}. */
export type DoctorStep = (typeof doctorSteps)[number]

/** Why something does not work, and what to change. */
export interface Problem {
  /** One sentence. */
  readonly cause: string
  /** What to change, and on which side: this machine, the network or the broker. */
  readonly remedy: string
}

/** What one step found. */
export interface Finding {
  readonly step: DoctorStep
  /**
   * `ok`; `warning`: it works here, but other clients may have a problem; `failed`: it does not
   * work; `skipped`: it could not be looked at.
   */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  /** What the finding is about, such as `localhost:9092`, `broker 2` or `topic orders`. */
  readonly subject: string
  /** The finding for people, in a few words. */
  readonly text: string
  /** How long it took, in milliseconds. */
  readonly elapsedMs?: number | undefined
  /** Present if the status is `warning` or `failed`. */
  readonly problem?: Problem | undefined
}

/** How one IP address answered TCP. */
export type TcpOutcome = 'connected' | 'refused' | 'timed-out' | 'reset' | 'unreachable' | 'failed'

/** What speaks at an address. */
export type Speaker = 'kafka' | 'tls' | 'http' | 'ssh' | 'silent' | 'closed' | 'unknown'

/** One IP address of a name. */
export interface AddressReport {
  readonly address: string
  readonly family: 4 | 6
  /** Undefined: it was not tried. */
  readonly tcp?: TcpOutcome | undefined
  /** How long TCP took, in milliseconds. */
  readonly tcpMs?: number | undefined
}

/** What TLS showed. Times are milliseconds since 1970. */
export interface TlsReport {
  /** Such as `TLSv1.3`. */
  readonly version: string
  readonly cipher: string
  /** The subjects of the chain, the broker's first. */
  readonly chain: readonly string[]
  /** The names and addresses in the broker's certificate. */
  readonly names: readonly string[]
  readonly validFromMs: number
  readonly validToMs: number
  /** Whole days until the certificate ends; below 0 if it has ended. */
  readonly daysLeft: number
  /**
   * Whether the broker asks clients for a certificate. Undefined: it has no TLS 1.2, which shows
   * it.
   */
  readonly asksForCertificate: boolean | undefined
  /** Why the certificate is not accepted, by Node's code. Undefined: it is accepted. */
  readonly refusal: string | undefined
}

/** What is known of one server: a bootstrap server, or a broker at its advertised address. */
export interface ServerReport {
  readonly host: string
  readonly port: number
  /** The node id. Undefined for a bootstrap server. */
  readonly nodeId: number | undefined
  readonly isReachable: boolean
  readonly addresses: readonly AddressReport[]
  readonly speaker: Speaker | undefined
  readonly tls: TlsReport | undefined
  /**
   * The kind of broker and its release, as far as its versions show it, such as `Apache Kafka 4.4`.
   */
  readonly likelyBroker: string | undefined
  /** The ranges of versions that it offers, by the name of the API. */
  readonly versions: Readonly<Record<string, readonly [min: number, max: number]>> | undefined
  /**
   * The SASL mechanisms that it offers. Empty: it does not use SASL. Undefined: it is not known.
   */
  readonly mechanisms: readonly string[] | undefined
  /** How long a SASL session lasts. Undefined: it has no end, or there is none. */
  readonly sessionLifetimeMs: number | undefined
}

/** The result of `diagnose`. */
export interface Diagnosis {
  /** The worst status of all findings. */
  readonly status: 'ok' | 'warning' | 'failed'
  /** The step that failed first. Undefined if none failed. */
  readonly failedStep: DoctorStep | undefined
  /** The cause in one sentence; what works, if nothing is wrong. */
  readonly cause: string
  /** What to change and on which side. */
  readonly remedy: string
  readonly clusterId: string | undefined
  readonly controllerId: number | undefined
  /**
   * How far the clock of the cluster is before that of this machine, in milliseconds, if it is
   * known.
   */
  readonly clockSkewMs: number | undefined
  readonly servers: readonly ServerReport[]
  readonly brokers: readonly ServerReport[]
  readonly findings: readonly Finding[]
  readonly elapsedMs: number
}
