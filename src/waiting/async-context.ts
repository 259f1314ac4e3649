import { AsyncResource } from 'node:async_hooks'

// The context of all work that belongs to a connection, a pool or a cluster, and not to one caller.
const root = emptyContext()

/**
 * Runs work that outlives its caller without any store of an AsyncLocalStorage: a connection, a timer or a refresh that several callers share must
 * neither keep the store of the caller who happened to start it nor show that store to the functions that a user gave as options.
 */
export function inEmptyContext<T>(work: () => T): T {
  // A resource of its own for each piece of work: on Node 20 and 22, `enterWith` in a user's function writes the store into the current one.
  return root.runInAsyncScope(() => new AsyncResource('kafkawire', { requireManualDestroy: true }).runInAsyncScope(work))
}

/** Gives a function that runs others in the context of whoever calls this now. */
export function captureContext(): (work: () => void) => void {
  const context = new AsyncResource('kafkawire.request', { requireManualDestroy: true })
  return work => context.runInAsyncScope(work)
}

// A program may import this module inside a store, for example with `import()` in a handler of requests. Node keeps the stores of a resource in
// properties that have a symbol as their key, and has no public way to leave them all.
function emptyContext(): AsyncResource {
  const resource = new AsyncResource('kafkawire', { requireManualDestroy: true })
  for (const key of Object.getOwnPropertySymbols(resource)) {
    if (!/async_id/.test(key.description ?? '')) Reflect.set(resource, key, undefined)
  }
  return resource
}
