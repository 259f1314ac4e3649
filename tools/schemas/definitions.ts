/** A field, in the form of Kafka's own message definitions. */
export interface FieldDefinition {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly taggedVersions?: string
  /** The tag: a number in `schemas/`, and sometimes text in Kafka's own files. */
  readonly tag?: number | string
  readonly flexibleVersions?: string
  /**
   * The default as text in `schemas/`, where `"null"` is null. Kafka also writes numbers and
   * booleans.
   */
  readonly default?: string | number | boolean | null
  readonly ignorable?: boolean
  readonly mapKey?: boolean
  readonly entityType?: string
  readonly zeroCopy?: boolean
  readonly fields?: readonly FieldDefinition[]
}

/** A struct that several fields of a message share. */
export interface StructDefinition {
  readonly name: string
  readonly versions: string
  readonly fields: readonly FieldDefinition[]
}

/** A message as one release defines it. */
export interface MessageDefinition {
  readonly apiKey?: number
  readonly type: 'request' | 'response' | 'header' | 'data'
  readonly name: string
  readonly listeners?: readonly string[]
  readonly validVersions: string
  readonly flexibleVersions?: string
  readonly latestVersionUnstable?: boolean
  readonly fields: readonly FieldDefinition[]
  readonly commonStructs?: readonly StructDefinition[]
}

/** A message as several releases together define it: one file of `schemas/`. */
export interface MessageFacts extends MessageDefinition {
  readonly flexibleVersions: string
  readonly unstableVersions?: readonly number[]
  /** The valid versions of each release, by release number. */
  readonly releases: Readonly<Record<string, string>>
}

/** An API of `index.json`, with the header version that goes with each of its versions. */
export interface ApiFacts {
  readonly key: number
  readonly name: string
  readonly listeners: readonly string[]
  readonly validVersions: string
  readonly flexibleVersions: string
  readonly unstableVersions?: readonly number[]
  readonly releases: Readonly<Record<string, string>>
  readonly requestHeader: Readonly<Record<string, number>>
  readonly responseHeader: Readonly<Record<string, number>>
}

/**
 * A fact that two releases define differently. The text of each stands under its release number.
 */
export interface Conflict {
  readonly where: string
  readonly kind: string
  readonly [detail: string]: unknown
}

/** The content of `index.json`. */
export interface SchemaIndex {
  readonly releases: readonly string[]
  readonly apis: readonly ApiFacts[]
  readonly data: readonly string[]
  readonly headers: readonly string[]
  readonly removedAliases: readonly string[]
  readonly conflicts: readonly Conflict[]
}

/** The definitions of one release, by message name. */
export interface Release {
  readonly release: string
  readonly messages: ReadonlyMap<string, MessageDefinition>
}

/** The content of `schemas/`: all messages, and the index. */
export interface Schemas {
  readonly messages: ReadonlyMap<string, MessageFacts>
  readonly index: SchemaIndex
}
