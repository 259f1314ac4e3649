import type { Reader } from './primitives/reader.ts'
import type { Writer } from './primitives/writer.ts'

/** The facts of an API without its messages: key, name and versions. */
export interface ApiInfo {
  /** The name in the protocol guide, such as `Metadata`. */
  readonly name: string
  /** The API key, an int16. */
  readonly key: number
  /** The lowest version that this driver speaks. */
  readonly minVersion: number
  /** The highest version that this driver speaks. */
  readonly maxVersion: number
  /**
   * The first flexible version, with compact lengths and tagged fields (KIP-482); `Infinity` if
   * there is none.
   */
  readonly flexibleFrom: number
  /** Versions that Kafka may still change. The driver uses them only if a call pins one of them. */
  readonly unstableVersions?: readonly number[]
}

/**
 * One API of the protocol: encoders and decoders of its request and its response, in every version.
 */
export interface Api<Req, Res> extends ApiInfo {
  /** Writes the body of a request. Throws `KAFKA_ENCODE`. */
  encodeRequest(writer: Writer, request: Req, version: number): void
  /** Reads the body of a request. Throws `KAFKA_PROTOCOL`. */
  decodeRequest(reader: Reader, version: number): Decoded<Req>
  /** Writes the body of a response. Throws `KAFKA_ENCODE`. */
  encodeResponse(writer: Writer, response: Res, version: number): void
  /** Reads the body of a response. Throws `KAFKA_PROTOCOL`. */
  decodeResponse(reader: Reader, version: number): Decoded<Res>
  /**
   * The highest version that can carry the request. Only APIs have it of which a later version
   * drops fields.
   */
  highestVersionFor?(request: Req): number
  /**
   * The lowest version that can carry the request so that its topics are known. Only APIs have it
   * whose later versions name topics by id.
   */
  lowestVersionFor?(request: Req): number
}

/**
 * The encoder and decoder of a payload inside messages or records, such as
 * `ConsumerProtocolSubscription`.
 */
export interface Data<T> {
  readonly name: string
  readonly minVersion: number
  readonly maxVersion: number
  readonly flexibleFrom: number
  encode(writer: Writer, message: T, version: number): void
  decode(reader: Reader, version: number): Decoded<T>
}

/**
 * A decoded message: it has every field of `T`. A field that the version does not have is set to
 * its default. `T` itself is the type for encoding, where fields with a default may be left out.
 * `unknownTags` is set only if there were unknown tagged fields.
 */
export type Decoded<T> = T extends Uint8Array | bigint | string | number | boolean | null
  ? T
  : T extends readonly (infer E)[]
    ? Decoded<E>[]
    : { [K in keyof T as K extends 'unknownTags' ? never : K]-?: Decoded<Exclude<T[K], undefined>> } & UnknownTags

/**
 * Tagged fields that this version of the message does not define (KIP-482). Decoding keeps them by
 * their tag, and encoding writes them back.
 */
export interface UnknownTags {
  unknownTags?: Map<number, Uint8Array> | undefined
}
