import { describe, expect, test } from 'vitest'
import { errorCodes, errorCodeTable } from '../../../../src/index.ts'
import { runCommand } from '../../../support/process/command.ts'

describe('kafkawire errcode', () => {
  test('kafkawire errcode explains a code by its number', async () => {
    const { code, stdout, stderr } = await runCommand(['errcode', '6'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^6 NOT_LEADER_OR_FOLLOWER\n {2}Leadership has moved.*\n {2}Retriable: yes, after metadata.*\n$/)
  })

  test.each(['NOT_COORDINATOR', 'not-coordinator', 'NotCoordinatorException', String(errorCodes.NOT_COORDINATOR)])(
    'kafkawire errcode %s --json has stable keys',
    async text => {
      const { stdout } = await runCommand(['errcode', '--json', text])
      expect(JSON.parse(stdout)).toEqual({
        code: errorCodes.NOT_COORDINATOR,
        name: 'NOT_COORDINATOR',
        retriable: true,
        refreshMetadata: false,
        meaning: expect.any(String)
      })
    }
  )

  test('kafkawire errcode takes a negative code without --, and says that nothing failed for the code 0', async () => {
    const { code, stdout, stderr } = await runCommand(['errcode', '-1', '0'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^-1 UNKNOWN_SERVER_ERROR\n[\s\S]*\n0 NONE\n {2}No error\.\n {2}Retriable: there is nothing to try again/)
  })

  test('kafkawire errcode without arguments lists all codes', async () => {
    const { stdout } = await runCommand(['errcode'])
    expect(stdout.trim().split('\n')).toHaveLength(errorCodeTable.length + 1)
    expect(stdout).toMatch(/^ *2 {2}CORRUPT_MESSAGE +yes$/m)
    expect(stdout).toMatch(/^ *6 {2}NOT_LEADER_OR_FOLLOWER +after metadata$/m)
    expect(stdout).toMatch(/^ *17 {2}INVALID_TOPIC_EXCEPTION +no$/m)
  })

  test('kafkawire errcode shows all codes with a part of a name, and a code that was given twice once', async () => {
    const { stdout } = await runCommand(['errcode', 'coordinator', '15', 'COORDINATOR_NOT_AVAILABLE'])
    expect(stdout.match(/^\d+ \w+$/gm)).toEqual([
      '14 COORDINATOR_LOAD_IN_PROGRESS',
      '15 COORDINATOR_NOT_AVAILABLE',
      '16 NOT_COORDINATOR',
      '52 TRANSACTION_COORDINATOR_FENCED'
    ])
  })

  test.each([
    ['9999', /^kafkawire: errcode: Kafka 4.4.0 has no error code 9999: its codes go from -1 to \d+\n$/],
    ['nonsense', /^kafkawire: errcode: no error code of Kafka 4.4.0 has "nonsense" in its name\n$/]
  ])('kafkawire errcode %s is refused in one sentence', async (text, expected) => {
    expect(await runCommand(['errcode', text])).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(expected) })
  })
})
