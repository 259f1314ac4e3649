import { expect, test } from 'vitest'
import { startProgram } from '../../support/process/program.ts'

const NAMES = ['a connection without SASL', 'each mechanism of SASL', 'a cluster', 'a pool', 'records', 'a message', 'a server', 'a script']

// Some old libraries add such a property for all objects of the process.
test.each(['function', 'object'])(
  'an enumerable %s on Object.prototype breaks no entry point of the package',
  { timeout: 60_000 },
  async kind => {
    using program = startProgram('polluted', [kind])
    const told: unknown[] = []
    for (let line = await program.line(); line !== undefined; line = await program.line()) told.push(JSON.parse(line))
    expect(told).toEqual(NAMES.map(name => [name, 'works']))
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
  }
)
