/// <reference types="node" preserve="true" />
export type { TopicNaming } from './attributes.ts'
export { type Instrumentation, type InstrumentOptions, instrument } from './instrument.ts'
export type { NamedPools } from './pool-metrics.ts'
export type { ProcessedFrom } from './process-records.ts'
export { extractContext, type Headers, headerGetter, headerSetter, injectContext, type MutableHeaders } from './record-context.ts'
