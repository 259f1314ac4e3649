/**
 * Parses JSON with comments, and ignores text behind the first value, because Kafka's own generator
 * reads its definitions in this way.
 */
export function parseRelaxedJson(text: string): unknown {
  let json = ''
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('//') || token.startsWith('/*')) continue
    json += token
    if (token === '{' || token === '[') depth++
    if ((token === '}' || token === ']') && --depth === 0) break
  }
  return JSON.parse(json)
}

// A string, a comment of either kind, or one other character.
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g
