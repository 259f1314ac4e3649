import type { ApiHandler } from '../api-handler.ts'
import { alterPartitionReassignmentsHandler } from './alter-partition-reassignments-handler.ts'
import { createPartitionsHandler } from './create-partitions-handler.ts'
import { createTopicsHandler } from './create-topics-handler.ts'
import { deleteTopicsHandler } from './delete-topics-handler.ts'
import { describeTopicPartitionsHandler } from './describe-topic-partitions-handler.ts'
import { electLeadersHandler } from './elect-leaders-handler.ts'
import { listPartitionReassignmentsHandler } from './list-partition-reassignments-handler.ts'

/** The handlers of APIs of topics and their partitions. */
export const topicsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterPartitionReassignmentsHandler,
  createPartitionsHandler,
  createTopicsHandler,
  deleteTopicsHandler,
  describeTopicPartitionsHandler,
  electLeadersHandler,
  listPartitionReassignmentsHandler
]
