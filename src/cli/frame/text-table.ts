import { escaped } from '../../quote.ts'

type Cell = string | number | bigint

const GAP = '  '
const ABSENT = '-' // what stands in a cell without a value

/**
 * The lines of a table: headings, then rows. A column in which every cell is a number is
 * right-aligned. Control characters in texts are escaped.
 */
export function textTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = [headings, ...rows].map(row => headings.map((_, column) => escaped(String(row[column] ?? ''))))
  const isNumeric = headings.map((_, column) => rows.some(row => row[column] !== ABSENT) && rows.every(row => isNumber(row[column])))
  const widths = headings.map((_, column) => Math.max(...texts.map(row => widthOf(row[column] ?? ''))))
  return texts.map(row =>
    row
      .map((text, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - widthOf(text))
        return isNumeric[column] ? padding + text : text + padding
      })
      .join(GAP)
      .trimEnd()
  )
}

const isNumber = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || typeof cell === 'bigint' || cell === ABSENT || /^-?[\d,.]+$/.test(cell ?? '')

const widthOf = (text: string): number => [...text].length
