import { expect, test } from 'vitest'
import { errorFor } from '../../../src/protocol/error-codes.ts'
import * as constants from '../../../src/testing/error-codes.ts'

test.each(Object.entries(constants))('%s is the number that Kafka gives it', (name, code) => {
  expect(errorFor(code).name).toBe(name)
})
