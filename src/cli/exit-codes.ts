/**
 * The exit codes of all commands. Those from 11 on name the step that failed, in the order in which
 * a connection to a cluster is made.
 */
export const exitCodes = {
  /** The command did what it was asked to do. */
  OK: 0,
  /** The command failed for a reason that has no code of its own, for example a port in use. */
  FAILED: 1,
  /** The command line, or a file that it names, is wrong: nothing was done. */
  USAGE: 2,
  /** A broker answered with an error code. */
  BROKER_ERROR: 3,
  /** A wait took too long. */
  TIMEOUT: 4,
  /** The name of a broker does not resolve. */
  DNS: 11,
  /** No TCP connection could be made. */
  TCP: 12,
  /** What answers at the address does not speak Kafka's protocol. */
  FIRST_BYTES: 13,
  /** TLS failed. */
  TLS: 14,
  /** The broker does not answer ApiVersions, or its versions do not fit. */
  API_VERSIONS: 15,
  /** Authentication failed. */
  SASL: 16,
  /** The broker does not describe its cluster. */
  METADATA: 17,
  /** The address that a broker advertises cannot be used from this machine. */
  ADVERTISED: 18,
  /** The coordinator of the group cannot be used. */
  COORDINATOR: 19,
  /** The topic, or a leader of one of its partitions, cannot be used. */
  TOPIC: 20,
  /** The user may not do what was asked for. */
  AUTHORIZATION: 21,
  /** A record could not be written and read back. */
  WRITE: 22,
  /** A connection without traffic was closed or lost. */
  IDLE: 23,
  /** The command was ended by Ctrl-C. */
  INTERRUPTED: 130,
  /** The command was ended by SIGTERM. */
  TERMINATED: 143
} as const
