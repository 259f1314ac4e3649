import { describe, expect, test } from 'vitest'
import { USAGE as BROKER_USAGE } from '../../../src/cli/broker/broker-usage.ts'
import { commandTable } from '../../../src/cli/command-table.ts'
import { command as apiVersions } from '../../../src/cli/commands/api-versions-command.ts'
import { command as chaos } from '../../../src/cli/commands/chaos-command.ts'
import { command as configs } from '../../../src/cli/commands/configs-command.ts'
import { command as consume } from '../../../src/cli/commands/consume-command.ts'
import { command as decode } from '../../../src/cli/commands/decode-command.ts'
import { command as doctor } from '../../../src/cli/commands/doctor-command.ts'
import { command as errcode } from '../../../src/cli/commands/errcode-command.ts'
import { command as groups } from '../../../src/cli/commands/groups-command.ts'
import { command as metadata } from '../../../src/cli/commands/metadata-command.ts'
import { command as produce } from '../../../src/cli/commands/produce-command.ts'
import { command as raw } from '../../../src/cli/commands/raw-command.ts'
import { command as record } from '../../../src/cli/commands/record-command.ts'
import { command as topics } from '../../../src/cli/commands/topics-command.ts'
import { exitCodes } from '../../../src/cli/exit-codes.ts'
import { helpOf } from '../../../src/cli/frame/run-command.ts'
import { runCommand } from '../../support/process/command.ts'
import { tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/cli.md').text
const commands = [doctor, metadata, topics, groups, configs, produce, consume, raw, record, chaos, apiVersions, decode, errcode]
const helps: Readonly<Record<string, string>> = {
  ...Object.fromEntries(commands.map(command => [command.name, helpOf(command)])),
  broker: BROKER_USAGE
}

describe('docs/cli.md', () => {
  test('docs/cli.md has a section for each command, in the order of kafkawire --help', () => {
    const sections = [...page.matchAll(/^### kafkawire (\S+)$/gm)].map(([, name]) => name)
    expect(sections).toEqual(Object.keys(commandTable))
    expect(Object.keys(helps).toSorted()).toEqual(Object.keys(commandTable).toSorted())
  })

  test.each(Object.entries(helps))('docs/cli.md has the text of kafkawire %s --help', (name, help) => {
    expect(page.slice(page.indexOf(`### kafkawire ${name}\n`))).toContain(`\`\`\`\n${help}\`\`\`\n`)
  })

  test('docs/cli.md has the text of kafkawire --help', async () => {
    const { code, stdout } = await runCommand(['--help'])
    expect(code).toBe(0)
    expect(page).toContain(`\`\`\`\n${stdout}\`\`\`\n`)
  })

  test('docs/cli.md has every exit code with its name', () => {
    const rows = tableOf(page, 'code').map(([code = '', name = '']) => [name.replaceAll('`', ''), Number(code)])
    expect(rows).toEqual(Object.entries(exitCodes))
  })
})

describe('the help of a command', () => {
  test.each(Object.keys(commandTable))(
    'kafkawire %s --help and -h print the same text to the standard output, with status 0',
    async name => {
      const [long, short] = [await runCommand([name, '--help']), await runCommand([name, '-h'])]
      expect(long).toEqual({ code: 0, stdout: helps[name], stderr: '' })
      expect(short).toEqual(long)
    }
  )

  test.each(commands.map(command => [command.name, command] as const))(
    'the examples of kafkawire %s begin with its name',
    (name, { examples }) => {
      expect(examples.length).toBeGreaterThan(1)
      expect(examples.filter(example => !example.includes(name))).toEqual([])
    }
  )
})
