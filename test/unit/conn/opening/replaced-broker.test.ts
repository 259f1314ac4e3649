import { connect as dialTcp } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Connection, connect, errorCodes } from '../../../../src/index.ts'
import { ApiVersions } from '../../../../src/messages.ts'
import { answer, expectBytes, expectRequest, reset, type ScriptStep, startScript } from '../../../../src/testing/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'

// Each test has its own host name, because the driver remembers what an address has answered.
let brokers = 0
const nextName = (): string => `replaced-${brokers++}.test`

const asked = (version: number): ScriptStep => expectRequest(ApiVersions, {}, { version })
const answered = (version: number): ScriptStep[] => [asked(version), answer(ApiVersions, apiVersionsOf())]
const cut = (version: number): ScriptStep[] => [asked(version), reset()]
// An opening that fails because the connection ends finds out whether the listener speaks TLS.
const tlsProbe: ScriptStep[] = [expectBytes(5), reset()]
const unanswered = { code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true }

/** Connects to a broker that follows the steps and is then gone. */
async function opening(name: string, steps: readonly ScriptStep[]): Promise<Connection> {
  await using script = await startScript(steps)
  await using connection = await connect({ host: name, dial: () => dialTcp(script.port, script.host), timeouts: { connectMs: 5_000 } })
  await script.finished
  return connection
}

describe('an address that has answered ApiVersions before, with another broker behind it', () => {
  test('a broker that refuses the version that was answered before is asked in older ones after a reset', async () => {
    const name = nextName()
    await opening(name, answered(5))
    const refusal = answer(
      ApiVersions,
      { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [{ apiKey: ApiVersions.key, minVersion: 0, maxVersion: 4 }] },
      { version: 0 }
    )
    await opening(name, [asked(5), refusal, ...cut(4), ...answered(3)])
  })

  test('after a refusal the error names the versions that got no answer, and says that the broker has answered', async () => {
    const refusal = answer(ApiVersions, { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [] }, { version: 0 })
    const error = await rejectionOf(opening(nextName(), [asked(5), refusal, ...cut(3), ...cut(3), ...cut(0), ...tlsProbe]))
    expect(error).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v3, v3, v0): it has answered before') })
  })

  test('every second opening in a row without an answer asks older versions, and each one does after such an answer', async () => {
    const name = nextName()
    await opening(name, answered(5))
    const first = await rejectionOf(opening(name, [...cut(5), ...tlsProbe]))
    expect(first).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v5): it has answered before') })
    const second = await rejectionOf(opening(name, [...cut(5), ...cut(3), ...cut(0), ...tlsProbe]))
    expect(second).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v5, v3, v0): it has answered before') })
    const third = await rejectionOf(opening(name, [...cut(5), ...tlsProbe]))
    expect(third).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v5): it has answered before') })
    await opening(name, [...cut(5), ...answered(3)])
    await opening(name, [...cut(5), ...answered(3)])
  })

  test('an opening that runs while another one gets no answer does not change to older versions', async () => {
    const name = nextName()
    await opening(name, answered(5))
    await using script = await startScript([...cut(5), ...cut(5), ...tlsProbe, ...tlsProbe])
    const connecting = [1, 2].map(() => rejectionOf(connect({ host: name, dial: () => dialTcp(script.port, script.host) })))
    for (const error of await Promise.all(connecting))
      expect(error).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v5): it has answered before') })
  })

  test('an answer ends the doubt about an address: the next opening without an answer asks no older version', async () => {
    const name = nextName()
    await opening(name, answered(5))
    await rejectionOf(opening(name, [...cut(5), ...tlsProbe]))
    await opening(name, answered(5))
    const error = await rejectionOf(opening(name, [...cut(5), ...tlsProbe]))
    expect(error).toMatchObject({ ...unanswered, message: expect.stringContaining('(asked v5): it has answered before') })
  })
})
