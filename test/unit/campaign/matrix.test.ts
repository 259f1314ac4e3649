import { describe, expect, test } from 'vitest'
import { driverStates } from '../../campaign/matrix/driver-state.ts'
import { Matrix } from '../../campaign/matrix/matrix.ts'
import { conflictOf, type Needs, withNeeds } from '../../campaign/schedule/needs.ts'
import { impossible, planOf, possibleCells, possiblePairs } from '../../campaign/schedule/plan.ts'
import { randomSchedule } from '../../campaign/schedule/random-schedule.ts'

describe('the matrix of faults and states', () => {
  test('counts each fault in each state, and the faults within 100 ms', () => {
    const matrix = new Matrix()
    matrix.add([
      { fault: 'kill', atMs: 10, states: ['idle', 'inTransaction'] },
      { fault: 'reset', atMs: 110, states: ['inFlight'] },
      { fault: 'stop', atMs: 211, states: [] }
    ])
    expect(matrix.countOf({ fault: 'kill', state: 'inTransaction' })).toBe(1)
    expect(matrix.emptyCells).toHaveLength(possibleCells.length - 3)
    expect(matrix.emptyPairs).toHaveLength(possiblePairs.length - 1)
    expect(matrix.emptyPairs).not.toContainEqual(['reset', 'kill'])
    expect(matrix.text()).toContain(`3 of ${possibleCells.length} cells occurred.`)
  })

  test('finds the one cell that is empty', () => {
    const matrix = new Matrix()
    const [empty, ...others] = possibleCells
    for (const { fault, state } of others) matrix.add([{ fault, atMs: 0, states: [state] }])
    expect(matrix.emptyCells).toEqual([empty])
    expect(matrix.text()).toContain(`- empty: ${empty?.fault} in ${empty?.state}`)
  })

  test('tells how many of the plans came about, and which did not', () => {
    const matrix = new Matrix()
    expect(matrix.plannedShare).toBe(1)
    const cell = { faults: ['reset', 'kill'], when: 'dialling', needs: {} } as const
    const pair = { faults: ['kill', 'reset'], needs: {} } as const
    matrix.add([{ fault: 'kill', atMs: 10, states: ['idle', 'dialling'] }], cell)
    matrix.add([{ fault: 'reset', atMs: 10, states: ['dialling'] }], cell)
    matrix.add(
      [
        { fault: 'reset', atMs: 0, states: [] },
        { fault: 'kill', atMs: 100, states: [] }
      ],
      pair
    )
    matrix.add([{ fault: 'kill', atMs: 100, states: [] }], pair)

    expect(matrix.plannedShare).toBe(0.5)
    expect(matrix.text()).toContain('50.0 % of the 4 plans came about.')
    expect(matrix.text()).toContain('- missed 1 times: kill in dialling')
    expect(matrix.text()).toContain('- missed 1 times: kill with reset')
  })

  test('tells of each cell or pair that cannot occur why it cannot', () => {
    expect(impossible()).toContainEqual({
      what: 'corrupt with answer-twice',
      reason: 'one needs TLS, the other one its absence'
    })
    for (const { reason } of impossible()) expect(reason).not.toBe('')
  })
})

describe('the plans of seeds in a row', () => {
  test('bring about each cell and each pair that can occur', () => {
    const matrix = new Matrix()
    for (let seed = 0; seed < 2 * Math.max(possibleCells.length, possiblePairs.length); seed++) {
      const { faults, when } = planOf(seed)
      const [one = '', other = ''] = faults
      if (when === undefined) matrix.add([one, other].map(fault => ({ fault, atMs: 0, states: [] })))
      else matrix.add([{ fault: faults.at(-1) ?? '', atMs: 0, states: [when] }])
    }
    expect(matrix.emptyCells).toEqual([])
    expect(matrix.emptyPairs).toEqual([])
  })

  test('have each pair in both orders', () => {
    const orders = new Set<string>()
    for (let seed = 1; seed < 4 * possiblePairs.length; seed += 2) orders.add(planOf(seed).faults.join())
    for (const [one, other] of possiblePairs) expect([orders.has(`${one},${other}`), orders.has(`${other},${one}`)]).toEqual([true, true])
  })

  test('give each schedule what its faults need', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { needs } = planOf(seed)
      const schedule = randomSchedule(seed)
      expect(withNeeds(schedule, needs)).toEqual(schedule)
    }
    expect(conflictOf({ tls: true }, { tls: false })).toBeDefined()
    expect(conflictOf({ tls: true }, { sasl: true })).toBeUndefined()
  })

  test('give a schedule the actors that are needed, and take away those that it cannot have', () => {
    const actorsWith = (needs: Needs, ...names: readonly string[]): string[] => {
      const actors = names.map((actor, index) => ({ actor, name: `${actor}-${index}`, atMs: 10, seed: index }))
      return withNeeds({ ...randomSchedule(1), actors }, needs).actors.map(({ name }) => name)
    }
    expect(actorsWith({ actors: ['reader', 'transactions'] }, 'admin', 'commits', 'reader')).toEqual([
      'transactions-0',
      'reader-2',
      'commits-1'
    ])
    expect(actorsWith({ notActors: ['proxy'] }, 'proxy', 'reader')).toEqual(['reader-1'])
    expect(actorsWith({ onlyActors: ['plain-producer'] }, 'proxy', 'reader')).toEqual(['plain-producer-0'])
  })

  test('know that an actor of one need excludes another need', () => {
    const reason = 'one needs the actor proxy, and the other one cannot have it'
    expect(conflictOf({ actors: ['proxy'] }, { notActors: ['proxy'] })).toBe(reason)
    expect(conflictOf({ onlyActors: ['reader'] }, { actors: ['proxy'] })).toBe(reason)
    expect(conflictOf({ onlyActors: ['reader'] }, { actors: ['reader'] })).toBeUndefined()
  })

  test('let the faults that bring a state about strike until it is there, and other faults come later', () => {
    const planned = Array.from({ length: 300 }, (_, index) => 2 * index).map(seed => ({
      plan: planOf(seed),
      schedule: randomSchedule(seed)
    }))
    for (const { plan, schedule } of planned) {
      const { when, faults } = plan
      const waiting = schedule.faults.find(step => step.when === when && step.fault === faults.at(-1))
      const preludes = schedule.faults.filter(({ until }) => until === when)
      expect(preludes.map(({ fault }) => fault)).toEqual(faults.slice(0, -1))
      for (const { atMs } of preludes) expect(atMs).toBe((waiting?.atMs ?? 0) + 1)
      const others = schedule.faults.filter(step => step !== waiting && !preludes.includes(step))
      for (const { atMs } of others) expect(atMs).toBeGreaterThan(waiting?.atMs ?? 0)
    }
  })

  test('let faults strike in each of the states', () => {
    const states = Array.from({ length: 2 * possibleCells.length }, (_, seed) => planOf(seed).when)
    expect(new Set(states)).toEqual(new Set([...driverStates, undefined]))
  })
})
