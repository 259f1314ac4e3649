/** The error code and message with which a request is refused. */
export interface Refusal {
  readonly errorCode: number
  readonly errorMessage: string
}

// A string of the protocol has at most 32,767 bytes, and a character has up to 3.
const MOST_CHARACTERS = 10_000

/**
 * Makes a refusal. {@link isRefusal} tells it from a successful result. A message that cannot be
 * sent, because it names something of 32 KiB, is cut.
 */
export function refuse(errorCode: number, errorMessage: string): Refusal {
  return { errorCode, errorMessage: errorMessage.slice(0, MOST_CHARACTERS) }
}

export function isRefusal(value: object): value is Refusal {
  return 'errorCode' in value
}
