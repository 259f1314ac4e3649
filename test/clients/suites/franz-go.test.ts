import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pageWith, tableOf } from '../support/page.ts'
import { startBroker, USER } from '../support/testing-broker.ts'
import { type GoPackage, goPackage, testsThatCall } from './go-sources.ts'
import { type GoTestResult, goTest } from './go-test.ts'

const KGO = 'github.com/twmb/franz-go/pkg/kgo'
const module = join(import.meta.dirname, '../programs/franz-go')
const page = join(import.meta.dirname, '../../../docs/testing.md')

/** Why a test of franz-go does not pass. */
const REASONS: Readonly<Record<string, string>> = {
  TestIssueProduceBrokerTooOldFailsRecords: 'is skipped if a broker advertises Produce 2, as Kafka 4.4 does'
}

test("franz-go's own tests pass against the testing broker, except for those with a reason in docs/testing.md", async () => {
  const found = await goPackage(module, KGO)
  const results = await runTests(found)
  const others = [...results].filter(([, { outcome }]) => outcome !== 'pass')
  const unexpected = others.filter(([name]) => REASONS[name] === undefined)
  expect(unexpected.map(([name, { output }]) => `${name}: ${output}`)).toEqual([])
  expect(others.map(([name]) => name)).toEqual(Object.keys(REASONS))
  const passed = results.size - others.length
  const reasons = Object.entries(REASONS).map(([name, reason]) => `${name} ${reason}`)
  const table = tableOf(
    ['suite', 'tests', 'pass', 'the others'],
    [[`franz-go ${found.version}`, results.size, passed, reasons.join('<br>')]]
  )
  const text = readFileSync(page, 'utf8')
  if (process.env['UPDATE_MATRIX']) writeFileSync(page, pageWith(text, 'suites', table))
  else expect(text).toBe(pageWith(text, 'suites', table))
})

// `newTestClient` and `adm` make the clients that know the address of the broker. The three tests of authentication make their own.
async function runTests(found: GoPackage): Promise<ReadonlyMap<string, GoTestResult>> {
  await using plaintext = await startBroker('PLAINTEXT')
  await using sasl = await startBroker('SASL')
  const AUTHENTICATION = ['TestOAuthAuth', 'TestSCRAMAuth', 'TestSCRAMAuthBadCredentials']
  const tests = [...testsThatCall(['newTestClient', 'adm'], found), ...AUTHENTICATION]
  return await goTest({
    ...{ module, package: KGO, tests, parallel: 12 },
    env: {
      KGO_SEEDS: plaintext.access.bootstrap,
      KGO_TEST_RF: '3',
      KGO_TEST_RECORDS: '2000',
      KGO_LOG_LEVEL: 'none',
      KGO_TEST_SCRAM: `${USER.username}:${USER.password}`,
      KGO_TEST_SCRAM_SEEDS: sasl.access.bootstrap,
      KGO_TEST_OAUTH_SEEDS: sasl.access.bootstrap
    }
  })
}
