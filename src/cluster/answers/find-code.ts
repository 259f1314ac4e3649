// No response that is sent whole has its codes deeper in structs and arrays.
const MAX_DEPTH = 6

/** The first error code in a response for which `isWanted` is true; undefined if there is none. */
export function findCode(value: unknown, isWanted: (code: number) => boolean, depth: number = MAX_DEPTH): number | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined
  if (Array.isArray(value)) return findInArray(value, isWanted, depth)
  // A field of bytes may be a whole frame, and holds no fields of this response.
  return ArrayBuffer.isView(value) ? undefined : findInStruct(value, isWanted, depth)
}

function findInArray(array: readonly unknown[], isWanted: (code: number) => boolean, depth: number): number | undefined {
  // All elements are of one kind: an array of numbers or strings has no codes.
  if (typeof array[0] !== 'object') return undefined
  for (const value of array) {
    const code = findCode(value, isWanted, depth - 1)
    if (code !== undefined) return code
  }
  return undefined
}

function findInStruct(struct: object, isWanted: (code: number) => boolean, depth: number): number | undefined {
  for (const [name, value] of Object.entries(struct)) {
    if (typeof value === 'object') {
      const code = findCode(value, isWanted, depth - 1)
      if (code !== undefined) return code
    } else if (typeof value === 'number' && (name === 'errorCode' || name.endsWith('ErrorCode')) && isWanted(value)) return value
  }
  return undefined
}
