import { isError } from '../../type-checks.ts'

/** The status codes of HTTP with which the control answers (RFC 9110). */
export const httpStatus = {
  OK: 200,
  BAD_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONTENT_TOO_LARGE: 413,
  INTERNAL_SERVER_ERROR: 500
} as const

const NAME = 'ControlError'

/** A request that the control refuses before a route carries it out. */
export class ControlError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = NAME
    this.status = status
    this.headers = headers
  }
}

/** Whether a caught value is a {@link ControlError}. */
export const isControlError = (value: unknown): value is ControlError => isError(value) && value.name === NAME && 'status' in value
