import { type Cell, impossible, type Pair, possibleCells, possiblePairs } from '../schedule/plan.ts'
import type { Strike } from '../simulation/strikes.ts'
import { driverStates } from './driver-state.ts'

/** Faults that strike within this time count as a pair. */
export const PAIR_MS = 100

/** How often each fault struck in each state of the driver, and which faults struck together. */
export class Matrix {
  readonly #cells = new Map<string, number>()
  readonly #pairs = new Map<string, number>()

  /** Adds the strikes of one run. */
  add(strikes: readonly Strike[]): void {
    for (const [index, { fault, atMs, states }] of strikes.entries()) {
      for (const state of states) count(this.#cells, keyOfCell({ fault, state }))
      for (const other of strikes.slice(index + 1)) {
        if (Math.abs(other.atMs - atMs) <= PAIR_MS) count(this.#pairs, keyOfPair([fault, other.fault]))
      }
    }
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
      '',
      'These cannot occur:',
      '',
      row(['what', 'why']),
      row(['---', '---']),
      ...impossible().map(({ what, reason }) => row([what, reason])),
      ''
    ].join('\n')
  }
}

const keyOfCell = ({ fault, state }: Cell): string => `${fault} in ${state}`
const keyOfPair = (pair: Pair): string => [...pair].sort().join(' with ')

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
