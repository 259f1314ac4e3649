import { endTrace } from '../connection-events.ts'
import type { PendingRequest } from './pending-request.ts'

/** Gives a request its answer, and those who watch requests their end of it. */
export function resolveRequest(request: PendingRequest, answer: unknown): void {
  endTrace(request)
  request.resolve(answer as never)
}

/** The same for an error. */
export function rejectRequest(request: PendingRequest, error: unknown): void {
  endTrace(request, error)
  request.reject(error)
}
