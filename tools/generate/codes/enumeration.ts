/** A value as it stands in a field: int64 fields are `bigint`, all other numbers are `number`. */
export type CodeValue = number | bigint | boolean

/** One entry of an object of codes: its key, its value, and the sentence that editors show on hover. */
export type CodeEntry = readonly [key: string, value: CodeValue, meaning: string]

/** One object of codes, such as `aclOperations`. */
export interface Enumeration {
  /** The name of the exported object. */
  readonly name: string
  /** The name of the exported union of its values. */
  readonly type: string
  /** One or two sentences: what the numbers are, and which fields hold them. */
  readonly about: string
  /** What the type is, as the end of the sentence "One of …", such as `the ACL operations`. */
  readonly oneOf: string
  readonly entries: readonly CodeEntry[]
}
