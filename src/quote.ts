const MAX_CHARS = 200
const MAX_ENTRIES = 10
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

// Control and format characters can forge lines and colours in a log, or reverse its text. Lone
// surrogates are no characters.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Replaces control characters by escapes such as `\n` or `\u001b`: a text then stays on one line.
 */
export function escaped(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.replace(INVISIBLE, each => SHORT[each] ?? codeOf(each)) : text
}

/** Text of another party for a message of ours: escaped, and cut if it is too long. */
export function shown(text: string, maxChars: number = MAX_CHARS): string {
  if (text.length <= maxChars) return escaped(text)
  return `${escaped(text.slice(0, maxChars))}… (${text.length} characters)`
}

/**
 * Text of another party in quotation marks, for a message of ours: escaped, and cut if too long.
 */
export function quoted(text: string, maxChars: number = MAX_CHARS): string {
  const start = escaped(text.slice(0, maxChars).replaceAll(/["\\]/g, '\\$&'))
  return text.length <= maxChars ? `"${start}"` : `"${start}…" (${text.length} characters)`
}

/** A list of texts of another party, for a message of ours: the first ten, and how many follow. */
export function listed(
  texts: readonly string[],
  { separator = ', ', maxChars = 100 }: { separator?: string; maxChars?: number } = {}
): string {
  const first = texts.slice(0, MAX_ENTRIES).map(text => shown(text, maxChars))
  const more = texts.length > MAX_ENTRIES ? `${separator}and ${texts.length - MAX_ENTRIES} more` : ''
  return first.join(separator) + more
}

function codeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}
