/** The parts of `sasl.jaas.config`: the login module, and its options. */
export interface JaasConfig {
  /** The name of the class without its package, such as `PlainLoginModule`. */
  readonly module: string
  readonly options: ReadonlyMap<string, string>
}

const HEAD = /^\s*(?:[\w$]+\.)*([\w$]+)\s+(?:required|requisite|sufficient|optional)\b/i
const OPTION = /\s*([\w.-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s;"']+))/y

/**
 * Reads `sasl.jaas.config`, such as `….PlainLoginModule required username="alice" password="…";`.
 * Returns what is wrong if the text has another form. That does not quote the text, which holds a
 * password.
 */
export function parseJaas(text: string): JaasConfig | string {
  const head = HEAD.exec(text)
  if (head === null) return 'has another form than LOGIN_MODULE required NAME="VALUE" ...;'
  const options = new Map<string, string>()
  OPTION.lastIndex = head[0].length
  let end = OPTION.lastIndex
  for (let found = OPTION.exec(text); found !== null; found = OPTION.exec(text)) {
    const [, name = '', double, single, bare = ''] = found
    options.set(name, (double ?? single)?.replaceAll(/\\(.)/gs, '$1') ?? bare)
    end = OPTION.lastIndex
  }
  if (!/^\s*;\s*$/.test(text.slice(end)))
    return `cannot be read after ${options.size} options: each has the form NAME="VALUE", and the last is followed by a semicolon`
  return { module: head[1] ?? '', options }
}
