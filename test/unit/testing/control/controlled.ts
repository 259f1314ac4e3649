import { expect } from 'vitest'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'

/** A testing cluster, and its control over HTTP. */
export interface Controlled extends AsyncDisposable {
  readonly kafka: TestingCluster
  readonly url: string
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>
  /** Sends a request that must be refused with status 400. Returns the error. */
  error(method: string, path: string, body?: unknown): Promise<string>
}

/** Starts a testing cluster with a control. */
export async function startControlled(options?: TestingClusterOptions): Promise<Controlled> {
  const kafka = await startTestingCluster(options)
  const { url } = await kafka.listenControl()
  const call: Controlled['call'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    return { status: response.status, body: await response.json() }
  }
  return {
    kafka,
    url,
    call,
    async error(method, path, body) {
      const refused = await call(method, path, body)
      expect(refused.status).toBe(400)
      return (refused.body as { error: string }).error
    },
    [Symbol.asyncDispose]: () => kafka.close()
  }
}
