import type { OtherClient } from './clients.ts'
import { STEPS, type Step, type StepResult, TRANSPORTS, type Transport } from './steps.ts'

const BEGIN = '<!-- matrix: written by `UPDATE_MATRIX=1 npm run test:clients` -->'
const END = '<!-- end of matrix -->'

type Results = (client: string, transport: Transport) => ReadonlyMap<Step, StepResult> | undefined

/** The matrix of clients and steps as a table. */
export function matrixOf(clients: readonly OtherClient[], results: Results): string {
  const steps = Object.keys(STEPS) as Step[]
  const cell = (client: OtherClient, step: Step): string => {
    if (client.lacks[step] !== undefined) return '–'
    const failed = TRANSPORTS.filter(transport => results(client.name, transport)?.get(step)?.error !== undefined)
    return failed.length === 0 ? 'yes' : `fails over ${failed.join(' and ')}`
  }
  const rows = clients.map(client => [client.name, ...steps.map(step => cell(client, step))])
  const lines = [['client', ...steps], ['client', ...steps].map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return lines.join('\n')
}

/** The page with this matrix between its two marks. */
export function pageWith(page: string, matrix: string): string {
  const [before = '', rest = ''] = page.split(BEGIN)
  const [, after = ''] = rest.split(END)
  return `${before}${BEGIN}\n\n${matrix}\n\n${END}${after}`
}
