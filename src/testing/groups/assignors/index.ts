import type { Assignor } from './assignment.ts'
import { rangeAssignor } from './range-assignor.ts'
import { uniformAssignor } from './uniform-assignor.ts'

/** The assignors of the broker by name, as in Kafka's default of `group.consumer.assignors`. */
export const serverAssignors: ReadonlyMap<string, Assignor> = new Map([
  ['uniform', uniformAssignor],
  ['range', rangeAssignor]
])

/** The assignor of a group whose members do not name one: the first. */
export const DEFAULT_ASSIGNOR = 'uniform'
