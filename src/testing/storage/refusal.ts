/** The error code and message with which a request is refused. */
export interface Refusal {
  readonly errorCode: number
  readonly errorMessage: string
}

/** Makes a refusal. {@link isRefusal} tells it from a successful result. */
export function refuse(errorCode: number, errorMessage: string): Refusal {
  return { errorCode, errorMessage }
}

export function isRefusal(value: object): value is Refusal {
  return 'errorCode' in value
}
