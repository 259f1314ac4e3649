/** Why something was refused, as it goes into an answer. */
export interface Refusal {
  readonly errorCode: number
  readonly errorMessage: string
}

/** A refusal, to be told from what would have been there instead. */
export function refuse(errorCode: number, errorMessage: string): Refusal {
  return { errorCode, errorMessage }
}

export function isRefusal(value: object): value is Refusal {
  return 'errorCode' in value
}
