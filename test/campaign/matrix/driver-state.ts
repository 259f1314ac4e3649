/** What the driver under test is doing. Several of these may hold at one moment. */
export const driverStates = [
  'dialling',
  'negotiating',
  'authenticating',
  'idle',
  'inFlight',
  'draining',
  'reAuthenticating',
  'throttled',
  'refreshingMetadata',
  'inTransaction',
  'rebalancing'
] as const

export type DriverState = (typeof driverStates)[number]
