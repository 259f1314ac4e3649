import type { TestingControl } from '../cluster/testing-control.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { TestHelpers } from '../helpers/test-helpers.ts'

/** A schema of JSON Schema 2020-12, as far as the control of a cluster needs it. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly additionalProperties?: boolean | Schema
}

/** An object of which all fields are known. */
export interface ObjectSchema extends Schema {
  readonly properties: Readonly<Record<string, Schema>>
}

/** The cluster that is controlled. */
export interface ControlledTarget {
  readonly cluster: TestHelpers & TestingControl
  readonly state: ClusterState
}

/** What a request says, as far as it was checked against the schemas of its route. */
export interface ControlCall {
  /** The parameters in the path and in the query, by name. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

/** One route of the control: the server and its description are made from it. */
export interface ControlRoute<Target = ControlledTarget> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The path; `{name}` stands for a parameter. */
  readonly path: string
  /** The name of the operation, also for errors: that of the method in code where there is one. */
  readonly operationId: string
  readonly summary: string
  /** The schemas of the parameters in the path. */
  readonly pathParameters?: Readonly<Record<string, Schema>>
  /** The schemas of the parameters in the query. All of them may be left out. */
  readonly queryParameters?: Readonly<Record<string, Schema>>
  readonly body?: ObjectSchema
  /** Whether the handler checks the body itself, by the checks of the method in code. */
  readonly checksBody?: boolean
  /** The schema of the answer. Default: an empty object. */
  readonly answer?: Schema
  /** Carries the request out. Returns the answer; undefined stands for an empty object. */
  handle(target: Target, call: ControlCall): unknown
}

/** A whole number within these limits. */
export const integer = (description: string, minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Schema => ({
  type: 'integer',
  description,
  minimum,
  maximum
})

/** Text of any length. */
export const text = (description: string): Schema => ({ type: 'string', description })

/** A list. */
export const list = (items: Schema, description?: string): Schema => ({ type: 'array', items, ...(description && { description }) })

/** An object with these fields and no others. Those of `required` must be there. */
export const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): ObjectSchema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false
})

/** A node id. */
export const NODE_ID: Schema = integer('The node id of a broker. The brokers are numbered from 1.', 0)

/** The name of a topic. */
export const TOPIC_NAME: Schema = text('The name of a topic.')
