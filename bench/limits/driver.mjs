import assert from 'node:assert/strict'
import { connect } from 'kafkawire'
import { Fetch, FindCoordinator } from 'kafkawire/messages'
import { FETCH_REQUEST, KEY } from './requests.mjs'
import { HOST_BYTES, RECORDS_BYTES } from './stub.mjs'

/** Connects with the driver, checks one response, and returns `send`. */
export async function openDriver({ port, kind, window }) {
  const connection = await connect({ host: '127.0.0.1', port, clientId: 'limits', limits: { maxInFlight: Math.max(window, 1_024) } })
  const send = kind === 'fetch' ? () => connection.send(Fetch, FETCH_REQUEST) : () => connection.send(FindCoordinator, { key: KEY })
  const answer = await send()
  const bytes = kind === 'fetch' ? answer.responses[0].partitions[0].records.length : answer.host.length
  assert.equal(bytes, kind === 'fetch' ? RECORDS_BYTES : HOST_BYTES)
  return { send, close: () => connection.close() }
}
