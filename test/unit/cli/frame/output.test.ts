import { describe, expect, test } from 'vitest'
import { Output, type OutputStream } from '../../../../src/cli/frame/output.ts'
import { textTable } from '../../../../src/cli/frame/text-table.ts'

const CLEAR_LINE = '\r\u001b[2K'

const stream = (fields: Omit<OutputStream, 'write'> = {}): OutputStream & { readonly written: string[] } => {
  const written: string[] = []
  return { ...fields, written, write: text => written.push(String(text)) > 0 }
}
const terminal = (): ReturnType<typeof stream> => stream({ isTTY: true, columns: 20 })

describe('the output of a command', () => {
  test('text has colours on a terminal, and not in a file, with NO_COLOR, with TERM=dumb or with --json', () => {
    const styled = (isJson: boolean, out: OutputStream, env: NodeJS.ProcessEnv): string =>
      new Output(isJson, out, stream(), env).styled('green', 'ok')
    expect(styled(false, terminal(), {})).toBe('\u001b[32mok\u001b[39m')
    expect(styled(false, stream(), {})).toBe('ok')
    expect(styled(false, terminal(), { NO_COLOR: '1' })).toBe('ok')
    expect(styled(false, terminal(), { TERM: 'dumb' })).toBe('ok')
    expect(styled(true, terminal(), {})).toBe('ok')
  })

  test('progress is one line of the standard error, on a terminal only, and the next text replaces it', () => {
    const [out, err] = [stream(), terminal()]
    const output = new Output(false, out, err, {})
    output.progress('1,000 records of many more')
    output.line('done')
    output.end()
    expect([out.written, err.written]).toEqual([['done\n'], [`${CLEAR_LINE}1,000 records of ma`, CLEAR_LINE]])
    const [file, dumb] = [stream(), terminal()]
    new Output(false, stream(), file, {}).progress('1')
    new Output(false, stream(), dumb, { TERM: 'dumb' }).progress('1')
    expect([...file.written, ...dumb.written]).toEqual([])
  })

  test('JSON is one line, with numbers of 64 bits as text and bytes as base64', () => {
    const out = stream()
    new Output(true, out, stream(), {}).json({ offset: 2n ** 60n, value: Buffer.from('hi'), key: new Uint8Array([1, 2]), none: null })
    expect(out.written).toEqual(['{"offset":"1152921504606846976","value":"aGk=","key":"AQI=","none":null}\n'])
  })
})

describe('a table', () => {
  test('columns of numbers are right-aligned, control characters are escaped, and no line ends with spaces', () => {
    const lines = textTable(
      ['TOPIC', 'LAG', 'NOTE'],
      [
        ['a', 10, 'x'],
        ['long\u001b[31m', 1_000n, '-']
      ]
    )
    expect(lines).toEqual(['TOPIC            LAG  NOTE', 'a                 10  x', 'long\\u001b[31m  1000  -'])
  })

  test('a column in which every value is absent is a column of text', () => {
    expect(textTable(['ID', 'RACK'], [[1, '-']])).toEqual(['ID  RACK', ' 1  -'])
  })
})
