import type { OtherClient } from './clients.ts'
import { STEPS, type Step, type StepResult, TRANSPORTS, type Transport } from './steps.ts'
import { TOOLS, type Tool } from './tools.ts'

type Results = (client: string, transport: Transport) => ReadonlyMap<string, StepResult> | undefined

/** The matrix of clients and steps as a table, and a table of Kafka's console tools. */
export function matrixOf(clients: readonly OtherClient[], results: Results): string {
  const steps = Object.keys(STEPS) as Step[]
  const cell = ({ name, lacks }: OtherClient, step: Step): string => (lacks[step] === undefined ? outcome(results, name, step) : '–')
  const rows = clients.map(client => [client.name, ...steps.map(step => cell(client, step))])
  const toolRows = clients.flatMap(({ name, tools = [] }) => tools.map(tool => [tool, TOOLS[tool as Tool], outcome(results, name, tool)]))
  return `${tableOf(['client', ...steps], rows)}\n\n${tableOf(['tool', 'what it does', 'passes'], toolRows)}`
}

function outcome(results: Results, client: string, step: string): string {
  const failed = TRANSPORTS.filter(transport => results(client, transport)?.get(step)?.error !== undefined)
  return failed.length === 0 ? 'yes' : `fails over ${failed.join(' and ')}`
}

/** A table of Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** The page with this text between the two marks that have this name. */
export function pageWith(page: string, name: string, text: string): string {
  const begin = `<!-- ${name}: written by \`UPDATE_MATRIX=1 npm run test:clients\` -->`
  const end = `<!-- end of ${name} -->`
  const [before = '', rest = ''] = page.split(begin)
  const [, after = ''] = rest.split(end)
  return `${before}${begin}\n\n${text}\n\n${end}${after}`
}
