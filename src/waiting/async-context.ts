import { AsyncResource } from 'node:async_hooks'

// The context of work that belongs to a connection, a pool or a cluster, and not to one caller.
const root = emptyContext()

/**
 * Runs work that several callers share, such as a timer or a refresh, in a context without any
 * store of an AsyncLocalStorage. Otherwise the work would keep the store of the caller that
 * happened to start it, and functions in the user's options would see that store.
 */
export function inEmptyContext<T>(work: () => T): T {
  // Each piece of work gets its own resource: in Node 20 and 22, `enterWith` in a user's function
  // writes its store into the current resource.
  return root.runInAsyncScope(() => new AsyncResource('kafkawire', { requireManualDestroy: true }).runInAsyncScope(work))
}

/** Returns a function that runs work in the context in which this function was called. */
export function captureContext(): (work: () => void) => void {
  const context = new AsyncResource('kafkawire.request', { requireManualDestroy: true })
  return work => context.runInAsyncScope(work)
}

// A program may import this module inside a store, for example with `import()` in a request
// handler. Node keeps the stores of a resource in properties with symbols as keys, and has no
// public way to leave all stores.
function emptyContext(): AsyncResource {
  const resource = new AsyncResource('kafkawire', { requireManualDestroy: true })
  for (const key of Object.getOwnPropertySymbols(resource)) {
    if (!/async_id/.test(key.description ?? '')) Reflect.set(resource, key, undefined)
  }
  return resource
}
