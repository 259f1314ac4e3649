import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, test, vi } from 'vitest'
import { checks } from './program/checks.mjs'
import { startRig } from './program/rig.mjs'
import { makeScratch } from './support/run.ts'

const scratch = makeScratch()
const pki = JSON.parse(readFileSync(scratch.pkiFile, 'utf8'))
let rig

beforeAll(async () => {
  rig = await startRig(pki)
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await rig.stop()
  scratch.remove()
})

describe('the driver under Vitest with fake timers', () => {
  test.each(Object.entries(checks))('the driver passes the check under Vitest with fake timers: %s', async (_, work) => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'setImmediate', 'clearImmediate', 'Date', 'performance', 'queueMicrotask']
    })
    await work({ ...rig, ca: pki.ca })
  })
})
