import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { brokerJars } from '../harness/machine/jars.ts'
import { runJava } from '../harness/machine/jvm.ts'
import { requireJava } from '../harness/machine/requirements.ts'
import { registerMissingCodecs } from '../support/records/codecs.ts'
import { factsOf } from '../support/records/java-facts.ts'
import { allWritten, type Written, write } from '../support/records/written-batches.ts'

const READER = join(import.meta.dirname, '../../../tools/golden/java/RecordReader.java')
const FETCH_MS = 300_000

// Users who name a cluster of their own need neither Java nor Maven.
describe.skipIf(Boolean(process.env['KAFKA_BOOTSTRAP']))("Kafka's own Java classes", () => {
  const batches = allWritten()
  const groups = [...new Set(batches.map(({ group }) => group))]
  const read = new Map<Written, unknown>()
  const bytesOf = new Map<Written, Uint8Array>()

  // One JVM reads all batches.
  beforeAll(async () => {
    await requireJava()
    await registerMissingCodecs()
    for (const batch of batches) bytesOf.set(batch, await write(batch))
    const lines = [...bytesOf.values()].map(bytes => `${Buffer.from(bytes).toString('hex')}\n`).join('')
    const answer = await runJava(await brokerJars('4.4.0'), [READER], lines)
    for (const [i, line] of answer.trimEnd().split('\n').entries()) read.set(batches[i] as Written, JSON.parse(line))
  }, FETCH_MS)

  test(`the Java classes read all ${batches.length} batches`, () => {
    expect(read.size).toBe(batches.length)
  })

  test.each(groups)('the Java classes read what the driver writes: %s', group => {
    for (const batch of batches.filter(each => each.group === group)) {
      expect(read.get(batch), batch.label).toEqual(factsOf(batch, bytesOf.get(batch) ?? new Uint8Array(0)))
    }
  })
})
