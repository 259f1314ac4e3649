import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'
import { describe, expect, test } from 'vitest'
import { actorKinds } from '../../campaign/actors/index.ts'
import { faultKinds } from '../../campaign/faults/index.ts'
import { sabotages } from '../../campaign/sabotage/definitions/index.ts'
import { lineOf, tableOf } from '../../campaign/sabotage/findings.ts'
import { changed } from '../../campaign/sabotage/sabotage.ts'
import { isChosen } from '../../campaign/schedule/choice.ts'
import { randomSchedule } from '../../campaign/schedule/random-schedule.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The text of each file that a fault changes, after all its changes. */
async function filesOf(name: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const change of sabotages.find(each => each.name === name)?.changes ?? []) {
    const text = files.get(change.file) ?? (await readFile(join(root, change.file), 'utf8'))
    files.set(change.file, changed(text, change))
  }
  return files
}

describe('the deliberate faults for the campaign', () => {
  test.each(sabotages.map(({ name }) => name))('fit the sources, and the sources can still be parsed: %s', async name => {
    const files = await filesOf(name)
    expect(files.size).toBeGreaterThan(0)
    for (const [file, text] of files) expect(() => parseAst(text, { lang: 'ts' }, file)).not.toThrow()
  })

  test('are forty, with names of their own', () => {
    expect(new Set(sabotages.map(({ name }) => name)).size).toBe(40)
    expect(sabotages).toHaveLength(40)
  })

  test('name actors and faults that there are, and that occur together in the first 10,000 schedules', () => {
    const schedules = Array.from({ length: 10_000 }, (_, index) => randomSchedule(index + 1))
    for (const { name, choice = {} } of sabotages) {
      for (const actor of choice.actors ?? []) expect(actorKinds, name).toHaveProperty(actor)
      for (const fault of choice.faults ?? []) expect(faultKinds, name).toHaveProperty(fault)
      const chosen = schedules.filter(schedule => isChosen(schedule, choice))
      expect(chosen.length, name).toBeGreaterThan(30)
    }
  })

  test('are refused if their place is not in the file, or is there twice', () => {
    const change = { file: 'src/a.ts', from: 'one', to: 'two' }
    expect(changed('one $& three', change)).toBe('two $& three')
    expect(() => changed('three', change)).toThrow('src/a.ts has this text 0 times')
    expect(() => changed('one one', change)).toThrow('src/a.ts has this text 2 times')
  })
})

describe('the findings of the campaign about its deliberate faults', () => {
  const found = { name: 'a-fault', schedules: 7, tookMs: 3_400, seed: 12, violation: `${'x'.repeat(200)}\n    at here` }
  const missed = { name: 'another', schedules: 300, tookMs: 90_000 }

  test('say after how many schedules a fault was found, and by what', () => {
    expect(lineOf(found)).toBe(`a-fault: found after 7 schedules, 3 s, by seed 12: ${'x'.repeat(160)}…`)
    expect(lineOf(missed)).toBe('another: not found in 300 schedules, 90 s')
  })

  test('end with a table of all faults', () => {
    const [, , first, second, , last] = tableOf([found, missed]).split('\n')
    expect(first).toBe(`| a-fault | 7 | 12 | 3 | ${'x'.repeat(160)}… |`)
    expect(second).toBe('| another | — | — | 90 | not found |')
    expect(last).toBe('found: 1 of 2')
  })
})
