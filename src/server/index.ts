export { accept, type RequestHandler } from './accept.ts'
export type { ServerCloseReason, ServerConnection, ServerConnectionEnd } from './connection.ts'
export type { AcceptOptions, CloseOptions } from './options.ts'
export type { IncomingRequest, IncomingRequestOf } from './request.ts'
