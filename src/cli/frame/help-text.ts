import type { Command } from './command.ts'
import type { Flag, Flags } from './flags.ts'

const WIDTH = 110
const MAX_FLAG_COLUMN = 30

/** The text of `--help`. docs/cli.md holds it as well. */
export function helpText(command: Command, common: Flags, connection: Flags): string {
  const parts = [
    `Usage: kafkawire ${command.name} ${command.usage === '' ? '' : `${command.usage} `}[OPTIONS]`,
    wrapped(command.description, 0)
  ]
  if (Object.keys(command.flags).length > 0) parts.push(section('Options', command.flags))
  if (command.connects) parts.push(section('Connection', connection))
  parts.push(section('All commands', common))
  parts.push(['Examples:', ...command.examples.map(each => `  kafkawire ${each}`)].join('\n'))
  if (command.notes !== undefined) parts.push(command.notes)
  return `${parts.join('\n\n')}\n`
}

function section(title: string, flags: Flags): string {
  const heads = Object.entries(flags).map(([name, flag]) => headOf(name, flag))
  const column = Math.min(MAX_FLAG_COLUMN, Math.max(...heads.map(head => head.length)) + 2)
  const lines = Object.values(flags).map(({ help, isRepeatable }, index) => {
    const head = `  ${heads[index] ?? ''}`
    const text = wrapped(isRepeatable === true ? `${help} May be repeated` : help, column + 2)
    return head.length > column ? `${head}\n${' '.repeat(column + 2)}${text}` : head.padEnd(column + 2) + text
  })
  return [`${title}:`, ...lines].join('\n')
}

const headOf = (name: string, { value, short }: Flag): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`

/** Breaks text into lines, each but the first with an indent. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - indent) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}
