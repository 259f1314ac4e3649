// @generated from tools/generate/codes/ by tools/generate. Do not edit.
export * from './absent-values.ts'
export * from './administration.ts'
export * from './api-keys.ts'
export * from './error-codes.ts'
export * from './groups.ts'
export * from './produce-and-fetch.ts'
