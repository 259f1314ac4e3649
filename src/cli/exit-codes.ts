/** The exit codes of all commands. */
export const exitCodes = {
  /** The command did what it was asked to do. */
  OK: 0,
  /** The command failed, for example because a port is in use. */
  FAILED: 1,
  /** The command line is wrong: nothing was done. */
  USAGE: 2
} as const
