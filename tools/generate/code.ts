import { both, condition, type Versions, without } from './versions.ts'

/** Collects lines of code, and indents them. */
export class Code {
  readonly #lines: string[] = []
  #depth = 0

  line(text: string): void {
    this.#lines.push(text === '' ? '' : '  '.repeat(this.#depth) + text)
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(text)
  }

  get depth(): number {
    return this.#depth
  }

  indent(body: () => void): void {
    this.#depth++
    body()
    this.#depth--
  }

  /** Prints a head that ends in `{`, the body indented, and the closing brace. */
  block(head: string, body: () => void, tail = '}'): void {
    this.line(head)
    this.indent(body)
    this.line(tail)
  }

  /**
   * Prints `yes` for the given versions and `no` for the others of `within`, with the shortest `if`
   * that does it.
   */
  when(versions: Versions, within: Versions, yes: (versions: Versions) => void, no?: (versions: Versions) => void): void {
    const inside = both(within, versions)
    const outside = without(within, versions)
    if (inside.length === 0) return no?.(outside)
    if (outside.length === 0) return yes(inside)
    const then = this.#capture(() => yes(inside))
    const otherwise = this.#capture(() => no?.(outside))
    if (then.length > 0) this.#branch(`if (${condition(inside, within)})`, then)
    if (otherwise.length > 0) this.#branch(then.length > 0 ? 'else' : `if (${condition(outside, within)})`, otherwise)
  }

  // A single statement stands behind its condition, without braces. A single `if` keeps its braces,
  // because an `else` that follows would belong to it.
  #branch(head: string, body: readonly string[]): void {
    const [only = ''] = body
    if (body.length === 1 && (head === 'else' || !only.trimStart().startsWith('if ')))
      return this.line(`${this.#cuddled(head)} ${only.trimStart()}`)
    this.line(`${this.#cuddled(head)} {`)
    this.#lines.push(...(isBlock(body) ? body.slice(1, -1).map(line => line.slice(2)) : body))
    this.line('}')
  }

  // An `else` stands on the line of the brace that ends its `if`.
  #cuddled(head: string): string {
    if (head !== 'else' || this.#lines.at(-1)?.trim() !== '}') return head
    this.#lines.pop()
    return '} else'
  }

  #capture(body: () => void): string[] {
    const at = this.#lines.length
    this.indent(body)
    return this.#lines.splice(at)
  }

  /** Prints a function. Parameters that its body does not use begin with `_`. */
  function(name: string, parameters: Record<string, string>, result: string, body: () => void): void {
    const at = this.#lines.length
    this.block('', body)
    const text = this.#lines.slice(at + 1).join('\n')
    const list = Object.entries(parameters).map(([key, type]) => `${new RegExp(`\\b${key}\\b`).test(text) ? '' : '_'}${key}: ${type}`)
    this.#lines[at] = `function ${name}(${list.join(', ')}): ${result} {`
  }

  /**
   * Prints `body` within a `try` that adds `field`, or its element `i`, to the path of an error.
   */
  inside(field: string, index: string, body: () => void): void {
    this.block('try {', body, '} catch (error) {')
    this.indent(() => this.line(`throw within(error, '${field}'${index})`))
    this.line('}')
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

// Whether a body is one block: the braces of the branch then replace its own.
function isBlock(body: readonly string[]): boolean {
  const [first = ''] = body
  const end = first.replace('{', '}')
  return first.trim() === '{' && body.indexOf(end) === body.length - 1
}

/** The expression that is `a` where the condition holds, and `b` where it does not. */
export function choose(test: string, a: string, b: string): string {
  if (test === 'true') return a
  if (test === 'false') return b
  return a === b ? a : `${test} ? ${parenthesize(a)} : ${parenthesize(b)}`
}

const parenthesize = (expression: string): string => (expression.includes(' ? ') ? `(${expression})` : expression)
