import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { counted } from '../frame/counted.ts'

/** The error for a partition that a topic does not have. */
export const noPartition = (topic: string, count: number, partition: number | undefined): CommandError =>
  new CommandError(`topic ${topic} has ${counted(count, 'partition')}, and none with the number ${partition}`, exitCodes.TOPIC)
