/**
 * The first code in a response that says that another broker has to be asked, or this one later, nothing having been done:
 * COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR or NOT_CONTROLLER. It is for requests that are sent whole.
 */
export function healableCode(response: unknown): number | undefined {
  return findCode(response, isHealable)
}

// In structs and arrays; no response that is sent whole has its codes deeper.
const MAX_DEPTH = 6

/** The first error code in a response that is wanted. */
export function findCode(value: unknown, isWanted: (code: number) => boolean, depth: number = MAX_DEPTH): number | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined
  if (Array.isArray(value)) return findInArray(value, isWanted, depth)
  // Of bytes there may be a whole frame.
  return ArrayBuffer.isView(value) ? undefined : findInStruct(value, isWanted, depth)
}

function findInArray(array: readonly unknown[], isWanted: (code: number) => boolean, depth: number): number | undefined {
  // Of one kind all: numbers and strings need no look.
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

const isHealable = (value: number): boolean => value === 14 || value === 15 || value === 16 || value === 41
