/**
 * Reads a `.properties` file of Java: `key=value`, `key: value` or `key value`, comments with `#`
 * and `!`, lines that go on after a backslash, and escapes such as `\u00e9`. The last line of a key
 * counts.
 */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const [, key = '', value = ''] = /^((?:\\.|[^\\\s=:])+)\s*[=:]?\s*(.*)$/s.exec(line) ?? []
    if (key !== '') properties.set(unescaped(key), unescaped(value))
  }
  return properties
}

function* logicalLines(text: string): Generator<string> {
  let open = ''
  for (const natural of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    const line = natural.trimStart()
    if (open === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const [backslashes = ''] = /\\*$/.exec(line) ?? []
    if (backslashes.length % 2 === 1) open += line.slice(0, -1)
    else {
      yield open + line
      open = ''
    }
  }
  if (open !== '') yield open
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' }

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, each: string) =>
    hex === undefined ? (CONTROLS[each] ?? each) : String.fromCharCode(Number.parseInt(hex, 16))
  )
