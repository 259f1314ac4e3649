import type { ApiHandler } from '../api-handler.ts'
import { consumerGroupDescribeHandler } from './consumer-group-describe-handler.ts'
import { consumerGroupHeartbeatHandler } from './consumer-group-heartbeat-handler.ts'

/** The handlers of APIs of consumer groups (KIP-848). */
export const consumerGroupsHandlers: readonly ApiHandler<unknown, unknown>[] = [consumerGroupHeartbeatHandler, consumerGroupDescribeHandler]
