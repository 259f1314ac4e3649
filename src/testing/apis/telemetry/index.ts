import type { ApiHandler } from '../api-handler.ts'
import { getTelemetrySubscriptionsHandler } from './get-telemetry-subscriptions-handler.ts'
import { pushTelemetryHandler } from './push-telemetry-handler.ts'

/** The handlers of client metrics, which a cluster has if its test asks for them (KIP-714). */
export const telemetryHandlers: readonly ApiHandler<unknown, unknown>[] = [getTelemetrySubscriptionsHandler, pushTelemetryHandler]
