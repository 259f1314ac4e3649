import type { Reader } from './primitives/reader.ts'
import type { Writer } from './primitives/writer.ts'

/** What is known of an API without its messages. */
export interface ApiInfo {
  /** The name in the protocol guide, such as `Metadata`. */
  readonly name: string
  /** The API key, an int16. */
  readonly key: number
  readonly minVersion: number
  readonly maxVersion: number
  /** The first version with compact lengths and tagged fields (KIP-482), or `Infinity`. */
  readonly flexibleFrom: number
  /** Versions that Kafka may still change: spoken, but never picked unless pinned. */
  readonly unstableVersions?: readonly number[]
}

/** One API of the protocol: its request and its response, in every version. */
export interface Api<Req, Res> extends ApiInfo {
  encodeRequest(writer: Writer, request: Req, version: number): void
  decodeRequest(reader: Reader, version: number): Decoded<Req>
  encodeResponse(writer: Writer, response: Res, version: number): void
  decodeResponse(reader: Reader, version: number): Decoded<Res>
  /** The highest version that can carry the request, where some of its fields end with a version. */
  highestVersionFor?(request: Req): number
  /** The lowest version that can carry the request without losing which topic it means. */
  lowestVersionFor?(request: Req): number
}

/** A payload that travels inside messages or records, such as `ConsumerProtocolSubscription`. */
export interface Data<T> {
  readonly name: string
  readonly minVersion: number
  readonly maxVersion: number
  readonly flexibleFrom: number
  encode(writer: Writer, message: T, version: number): void
  decode(reader: Reader, version: number): Decoded<T>
}

/**
 * What decoding gives: every field, those that the version lacks at their defaults. `T` itself is what one writes,
 * where fields that have a default may be left out. Unknown tagged fields are there only where there were any.
 */
export type Decoded<T> = T extends Uint8Array | bigint | string | number | boolean | null
  ? T
  : T extends readonly (infer E)[]
    ? Decoded<E>[]
    : { [K in keyof T as K extends 'unknownTags' ? never : K]-?: Decoded<Exclude<T[K], undefined>> } & UnknownTags

/** Tagged fields that our definitions do not know (KIP-482): kept when decoded, written back when encoded. */
export interface UnknownTags {
  unknownTags?: Map<number, Uint8Array> | undefined
}
