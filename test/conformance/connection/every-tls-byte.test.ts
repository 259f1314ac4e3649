import { describe, expect, test } from 'vitest'
import { connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import type { Cut, Direction } from '../../support/faults/forwarder.ts'
import { outcomeOf } from '../../support/faults/misdeeds.ts'
import { type Passage, type Passed, startPassage } from '../../support/faults/passage.ts'
import { makePki } from '../../support/pki.ts'
import { mapAtMost } from '../../support/process/at-most.ts'
import { watchResources } from '../../support/process/resources.ts'

const pki = makePki()
const ALLOWED = /^(value|KAFKA_CONNECT (tls|api-versions)|KAFKA_CONNECTION_CLOSED broken)$/
// So long that nothing in these tests ends by a deadline.
const FOR_EVER = { connectMs: Infinity, requestMs: Infinity }
const AT_ONCE = 16
const FIRST_BYTES = 6
const STEPS: Readonly<Record<Direction, readonly [handshake: number, after: number]>> = { up: [7, 1], down: [43, 29] }

/**
 * Where to cut: after each of the first bytes, then in steps, and around the ends of handshake and
 * messages.
 */
function placesIn(direction: Direction, [secure, open, answered]: Passed): number[] {
  const places = new Set(Array.from({ length: FIRST_BYTES }, (_, i) => i + 1))
  const [handshake, after] = STEPS[direction]
  for (let place = handshake; place < secure; place += handshake) places.add(place)
  for (let place = secure; place <= answered; place += after) places.add(place)
  for (const seam of [secure, open]) for (const place of [seam - 1, seam, seam + 1]) places.add(place)
  return [...places]
}

/** Opens a connection through a forwarder that cuts there, sends two requests, and closes. */
async function converse(passage: Passage, direction: Direction, by: Cut, bytes: number): Promise<string[]> {
  await using forwarder = await passage.forward()
  forwarder.cutAfter({ bytes, direction, by })
  const connecting = connect({ ...passage.optionsTo(forwarder), timeouts: FOR_EVER })
  const opened = await outcomeOf(connecting)
  if (opened !== 'value') return [opened]
  const connection = await connecting
  const outcomes = await Promise.all([1, 2].map(() => outcomeOf(connection.send(Metadata, { topics: null }))))
  await connection.close()
  return outcomes
}

describe.each(['FIN', 'RST'] as const)('a TLS connection that ends by %s', by => {
  test.each(['up', 'down'] as const)(
    'a TLS connection that ends after any number of bytes %s leaves values or typed errors, and no socket',
    async direction => {
      const leftBehind = watchResources()
      {
        await using passage = await startPassage(pki)
        const passed = (await passage.measure())[direction]
        const places = placesIn(direction, passed)
        const outcomes = await mapAtMost(AT_ONCE, places, place => converse(passage, direction, by, place))
        for (const [i, place] of places.entries()) {
          expect(
            outcomes[i]?.filter(outcome => !ALLOWED.test(outcome)),
            `${place} bytes`
          ).toEqual([])
          if (place < passed[0]) expect(outcomes[i], `${place} bytes`).toEqual(['KAFKA_CONNECT tls'])
        }
        const seen = outcomes.flat()
        for (const end of ['KAFKA_CONNECT api-versions', 'KAFKA_CONNECTION_CLOSED broken']) expect(seen).toContain(end)
      }
      expect(await leftBehind()).toEqual([])
    },
    60_000
  )
})
