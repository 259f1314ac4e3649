/**
 * Prints JSON so that a line of a diff shows a whole fact: a value that contains no object takes
 * one line, and every other value takes several.
 */
export function printCompactJson(value: unknown, indent = ''): string {
  if (!holdsObjects(value)) return printInline(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map(item => `${inner}${printCompactJson(item, inner)}`).join(',\n')}\n${indent}]`
  const members = Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${printCompactJson(item, inner)}`)
  return `{\n${members.join(',\n')}\n${indent}}`
}

function holdsObjects(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(item => (Array.isArray(item) ? holdsObjects(item) : typeof item === 'object' && item !== null))
}

function printInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${printInline(item)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
