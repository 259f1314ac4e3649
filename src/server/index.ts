/// <reference types="node" preserve="true" />
export { accept, type RequestHandler } from './accept.ts'
export type { AcceptOptions, CloseOptions, ConnectionLimits } from './accept-options.ts'
export type { IncomingRequest, IncomingRequestOf } from './incoming-request.ts'
export { type RequestMemory, type RequestMemoryOptions, requestMemory } from './request-memory.ts'
export type { ServerCloseReason, ServerConnection, ServerConnectionEnd } from './served-socket.ts'
