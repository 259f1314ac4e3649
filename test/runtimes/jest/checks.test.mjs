import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, jest, test } from '@jest/globals'
import { checks } from '../program/checks.mjs'
import { startRig } from '../program/rig.mjs'

const pki = JSON.parse(readFileSync(process.env.PKI_FILE, 'utf8'))
let rig

beforeAll(async () => {
  rig = await startRig(pki)
})
afterAll(() => rig.stop())

describe.each([
  ['real timers', () => jest.useRealTimers()],
  ['fake timers', () => jest.useFakeTimers()]
])('the driver under Jest with %s', (_, set) => {
  beforeEach(set)
  for (const [title, work] of Object.entries(checks)) test(title, () => work({ ...rig, ca: pki.ca }), 20_000)
})
