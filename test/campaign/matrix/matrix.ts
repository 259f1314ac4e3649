import { type Cell, impossible, type Pair, type Plan, possibleCells, possiblePairs } from '../schedule/plan.ts'
import type { Strike } from '../simulation/strikes.ts'
import { driverStates } from './driver-state.ts'

/** Faults that strike within this time count as a pair. */
export const PAIR_MS = 100

/** How often each fault struck in each state of the driver, and which faults struck together. */
export class Matrix {
  readonly #cells = new Map<string, number>()
  readonly #pairs = new Map<string, number>()
  readonly #missed = new Map<string, number>()
  #plans = 0

  /** Adds the strikes of one run, and what its seed had planned. */
  add(strikes: readonly Strike[], plan?: Plan): void {
    if (plan !== undefined) this.#compare(strikes, plan)
    for (const key of cellsOf(strikes)) count(this.#cells, key)
    for (const key of pairsOf(strikes)) count(this.#pairs, key)
  }

  /** The share of the plans that came about, from 0 to 1. It is 1 without a plan. */
  get plannedShare(): number {
    const missed = [...this.#missed.values()].reduce((sum, times) => sum + times, 0)
    return this.#plans === 0 ? 1 : 1 - missed / this.#plans
  }

  countOf(cell: Cell): number {
    return this.#cells.get(keyOfCell(cell)) ?? 0
  }

  /** The cells that can occur and did not. */
  get emptyCells(): readonly Cell[] {
    return possibleCells.filter(cell => this.countOf(cell) === 0)
  }

  /** The pairs that can occur and did not. */
  get emptyPairs(): readonly Pair[] {
    return possiblePairs.filter(pair => !this.#pairs.has(keyOfPair(pair)))
  }

  /** The matrix as Markdown. */
  text(): string {
    const { emptyCells, emptyPairs } = this
    const faults = [...new Set(possibleCells.map(({ fault }) => fault))]
    const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
    const found = possiblePairs.length - emptyPairs.length
    return [
      row(['fault', ...driverStates]),
      row(['---', ...driverStates.map(() => '---:')]),
      ...faults.map(fault => row([fault, ...driverStates.map(state => this.countOf({ fault, state }))])),
      '',
      `${possibleCells.length - emptyCells.length} of ${possibleCells.length} cells occurred.`,
      ...emptyCells.map(({ fault, state }) => `- empty: ${fault} in ${state}`),
      `${found} of ${possiblePairs.length} pairs of faults within ${PAIR_MS} ms occurred.`,
      ...emptyPairs.map(pair => `- empty: ${pair.join(' with ')}`),
      `${(100 * this.plannedShare).toFixed(1)} % of the ${this.#plans} plans came about.`,
      ...[...this.#missed].map(([what, times]) => `- missed ${times} times: ${what}`),
      '',
      'These cannot occur:',
      '',
      row(['what', 'why']),
      row(['---', '---']),
      ...impossible().map(({ what, reason }) => row([what, reason])),
      ''
    ].join('\n')
  }

  #compare(strikes: readonly Strike[], { faults, when }: Plan): void {
    this.#plans++
    const [one = '', other = ''] = faults
    const what = when === undefined ? keyOfPair([one, other]) : keyOfCell({ fault: faults.at(-1) ?? '', state: when })
    if (!(when === undefined ? pairsOf : cellsOf)(strikes).includes(what)) count(this.#missed, what)
  }
}

const keyOfCell = ({ fault, state }: Cell): string => `${fault} in ${state}`
const keyOfPair = (pair: Pair): string => [...pair].sort().join(' with ')

const cellsOf = (strikes: readonly Strike[]): string[] =>
  strikes.flatMap(({ fault, states }) => states.map(state => keyOfCell({ fault, state })))

function pairsOf(strikes: readonly Strike[]): string[] {
  return strikes.flatMap(({ fault, atMs }, index) => {
    const together = strikes.slice(index + 1).filter(other => Math.abs(other.atMs - atMs) <= PAIR_MS)
    return together.map(other => keyOfPair([fault, other.fault]))
  })
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
