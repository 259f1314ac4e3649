import { errorCodes } from '../../index.ts'

/** The name of an error code that an answer can have. */
export type ErrorName = Exclude<keyof typeof errorCodes, 'NONE'>

/** The names of all error codes that stand for an error. */
export const errorNames: readonly ErrorName[] = Object.keys(errorCodes).filter((name): name is ErrorName => name !== 'NONE')
