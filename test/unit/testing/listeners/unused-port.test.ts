import { Server } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { expectClose, startScript, startTestingCluster } from '../../../../src/testing/index.ts'

afterEach(() => void vi.restoreAllMocks())

/** The system gives this port to the next listeners, `times` times. */
function systemGives(port: number, times: number): () => number {
  const listen: (this: Server, port: number, host: string) => Server = Server.prototype.listen
  let left = times
  const gives = function (this: Server, asked: number, host: string): Server {
    return listen.call(this, asked === 0 && left-- > 0 ? port : asked, host)
  }
  vi.spyOn(Server.prototype, 'listen').mockImplementation(gives as Server['listen'])
  return () => times - Math.max(0, left)
}

async function usedPort(): Promise<number> {
  await using kafka = await startTestingCluster()
  return kafka.broker(1).port
}

describe('the ports of testing brokers', () => {
  test('a cluster never gets a port that an earlier cluster of the process had', async () => {
    const port = await usedPort()
    const given = systemGives(port, 2)
    await using kafka = await startTestingCluster()
    expect(kafka.broker(1).port).not.toBe(port)
    expect(given()).toBe(2)
  })

  test('a cluster with TLS never gets a port that an earlier cluster of the process had', async () => {
    const port = await usedPort()
    systemGives(port, 1)
    await using kafka = await startTestingCluster({ tls: true })
    expect(kafka.broker(1).port).not.toBe(port)
  })

  test('a script never gets a port that an earlier cluster of the process had', async () => {
    const port = await usedPort()
    systemGives(port, 1)
    const script = await startScript([expectClose()])
    script.finished.catch(() => undefined)
    expect(script.port).not.toBe(port)
    await script.close()
  })

  test('a broker gets a used port if the system gives no other one', async () => {
    const port = await usedPort()
    const given = systemGives(port, 1_000)
    await using kafka = await startTestingCluster()
    expect(kafka.broker(1).port).toBe(port)
    expect(given()).toBe(50)
  })

  test('a cluster never gets a port that an earlier cluster had asked for', async () => {
    const port = await usedPort()
    const free = port > 40_000 ? port - 7_919 : port + 7_919
    await (await startTestingCluster({ port: free })).close()
    systemGives(free, 1)
    await using kafka = await startTestingCluster()
    expect(kafka.broker(1).port).not.toBe(free)
  })

  test('a broker that starts again keeps its port', async () => {
    await using kafka = await startTestingCluster()
    const { port } = kafka.broker(1)
    await kafka.broker(1).stop()
    await kafka.broker(1).start()
    expect(kafka.broker(1).port).toBe(port)
  })
})
