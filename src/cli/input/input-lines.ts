const LINE_END = 10

/**
 * The lines of a stream, as many at a time as a chunk of it ends. A line is a view of its chunk,
 * without its line end. A last line without a line end counts too.
 */
export async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let begun: Buffer[] = []
  for await (const chunk of input) {
    const lines: Buffer[] = []
    let at = 0
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, at)) {
      const rest = chunk.subarray(at, end)
      lines.push(begun.length === 0 ? rest : Buffer.concat([...begun, rest]))
      begun = []
      at = end + 1
    }
    if (at < chunk.length) begun.push(chunk.subarray(at))
    if (lines.length > 0) yield lines
  }
  if (begun.length > 0) yield [Buffer.concat(begun)]
}
