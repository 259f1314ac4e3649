import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reset } from '../../../../src/testing/listeners/reset.ts'

let client: Socket
let served: Socket
const server = createServer({ allowHalfOpen: true })

beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true })
  ;[served] = (await once(server, 'connection')) as [Socket]
  await once(client, 'connect')
})
afterEach(async () => {
  client.destroy()
  served.destroy()
  await new Promise(resolve => server.close(resolve))
})

describe('the reset of a connection', () => {
  test('the reset of a connection is seen by its client as ECONNRESET', async () => {
    reset(served)
    await expect(once(client.resume(), 'close')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('the reset of a connection whose FIN was sent is seen by its client as ECONNRESET', async () => {
    served.end()
    await once(served, 'finish')
    const seen = once(client, 'close')
    reset(served)
    client.resume().write('a')
    await expect(seen).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
  })

  test('the reset of a connection whose FIN waits to be sent closes the connection without an error', async () => {
    const errors: Error[] = []
    served.on('error', error => errors.push(error))
    served.end()
    reset(served)
    await Promise.all([once(served, 'close'), once(client.resume(), 'end')])
    expect(errors).toEqual([])
  })
})
