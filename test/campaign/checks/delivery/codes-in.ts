const ERROR_CODE = /^(?:e|.*E)rrorCode$/

/**
 * The error codes of the parts of an answer, in the order of its fields. The 0 of a whole that has
 * parts is left out, because its parts have codes of their own.
 */
export function codesIn(answer: unknown): number[] {
  if (Array.isArray(answer)) return answer.flatMap(codesIn)
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return []
  const own: number[] = []
  const ofParts: number[] = []
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value === 'number' && ERROR_CODE.test(name)) own.push(value)
    else ofParts.push(...codesIn(value))
  }
  return [...own.filter(code => code !== 0 || ofParts.length === 0), ...ofParts]
}
