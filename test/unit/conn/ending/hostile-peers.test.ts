import { expect, test } from 'vitest'
import { MISDEEDS, PHASES } from '../../../support/faults/misdeeds.ts'
import { startProgram } from '../../../support/process/program.ts'

const STRICT = ['--unhandled-rejections=strict', '--throw-deprecation', '--expose-gc', '--max-old-space-size=64']

const MEETINGS = 2 * PHASES.length * Object.keys(MISDEEDS).length

test('hostile peers cause no warning and no unhandled rejection, need at most 64 MiB, and leave no socket and no timer', async () => {
  using program = startProgram('strict', [], STRICT)
  const told = await program.line()
  expect(await program.ended).toEqual({ code: 0, stderr: '' })
  const nothing = { wrong: [], complaints: [], sockets: 0, timers: 0, listeners: 0, active: [] }
  expect(JSON.parse(told ?? '{}')).toEqual({ meetings: MEETINGS, ...nothing })
}, 240_000)
