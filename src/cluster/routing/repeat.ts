/** Whether a group member says goodbye: its other heartbeats carry what the broker must hear but once (KIP-848, KIP-932, KIP-1071). */
export const isLeave = ({ memberEpoch }: { readonly memberEpoch: number }): boolean => memberEpoch < 0

/** Whether a Fetch is a step in a session, which the broker counts (KIP-227); opening a session may be repeated. */
export const isNoStepOfSession = ({ sessionEpoch = -1 }: { readonly sessionEpoch?: number | undefined }): boolean => sessionEpoch <= 0
