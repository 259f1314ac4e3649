import { now } from '../../clock.ts'
import { type Connection, errorCodes, isKafkaError } from '../../index.ts'
import { SaslAuthenticate } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake } from '../../protocol/messages/sasl-handshake.ts'
import { messageOf } from '../../type-checks.ts'
import { type Means, openConnection } from './means.ts'
import type { ServerState } from './server-state.ts'
import { StepFailed } from './step-failed.ts'
import { ourCertificate } from './tls-step.ts'

const ANY_MECHANISM = 'PLAIN'

/**
 * Opens connections of the driver: one to see whether SASL is wanted, and one with the user's SASL.
 */
export async function checkAuthentication(state: ServerState, means: Means): Promise<void> {
  const { options, notebook } = means
  const { subject } = state
  state.mechanisms = await offeredMechanisms(state, means)
  const given = [options.sasl ?? []].flat().map(({ name }) => name)
  const offered = state.mechanisms.join(', ')
  if (given.length === 0 && state.mechanisms.length > 0)
    throw new StepFailed('sasl', `wanted (${offered}), and this client has none`, {
      cause: `${subject} wants clients to authenticate with SASL (${offered}), and this client does not.`,
      remedy:
        'On this machine: set a mechanism and its credentials (--sasl, --username; in Java security.protocol=SASL_SSL or SASL_PLAINTEXT).'
    })
  if (given.length > 0 && state.mechanisms.length === 0)
    throw new StepFailed('sasl', 'this listener does not use SASL', {
      cause: `${subject} does not use SASL, and this client wants to authenticate with ${given.join(', ')}.`,
      remedy: 'On this machine: leave out SASL, or use the port of a SASL listener (security.protocol=SASL_SSL or SASL_PLAINTEXT).'
    })
  if (given.length > 0 && !given.some(name => state.mechanisms?.includes(name)))
    throw new StepFailed('sasl', `${given.join(', ')} is not offered`, {
      cause: `${subject} does not offer ${given.join(', ')}: it offers ${offered}.`,
      remedy: 'On this machine: use a mechanism that is offered (--sasl). Or on the broker: add the mechanism to sasl.enabled.mechanisms.'
    })
  if (given.length === 0) return notebook.skipped('sasl', subject, 'not used')
  const beganMs = now()
  const connection = await authenticated(state, means, given)
  const elapsedMs = now() - beganMs
  state.sessionLifetimeMs = await sessionLifetime(state, means)
  const session = state.sessionLifetimeMs === undefined ? '' : `, for ${Math.round(state.sessionLifetimeMs / 1_000)} s`
  notebook.ok('sasl', subject, `${given.join(', ')} of ${offered}${session}`, elapsedMs)
  await connection.close({ timeoutMs: 1 })
}

// A listener without SASL answers SaslHandshake with ILLEGAL_SASL_STATE. Then there is no
// mechanism.
async function offeredMechanisms(state: ServerState, means: Means): Promise<readonly string[]> {
  const name = [means.options.sasl ?? []].flat()[0]?.name ?? ANY_MECHANISM
  let connection: Connection | undefined
  try {
    connection = await opened(state, means, false)
    if (connection.versions.of(SaslHandshake) === undefined) return []
    const { errorCode, mechanisms } = await connection.send(SaslHandshake, { mechanism: name })
    if (errorCode === errorCodes.ILLEGAL_SASL_STATE) return []
    return mechanisms.length > 0 ? mechanisms : [name]
  } catch (error) {
    means.options.signal.throwIfAborted()
    // Some brokers close the connection where SASL is not used.
    if (isKafkaError(error, 'KAFKA_CONNECTION_CLOSED')) return []
    throw error
  } finally {
    await connection?.close({ timeoutMs: 1 })
  }
}

// How long a session lasts before the client must authenticate again (KIP-368). Undefined if it has
// no end, or if the broker does not tell. The driver keeps it to itself, so the exchange is made
// once more.
async function sessionLifetime(state: ServerState, means: Means): Promise<number | undefined> {
  const { host, port } = state.target
  const { signal } = means.options
  const mechanism = [means.options.sasl ?? []].flat().find(({ name }) => state.mechanisms?.includes(name))
  let connection: Connection | undefined
  let lifetimeMs = 0n
  try {
    connection = await opened(state, means, false)
    if (mechanism === undefined || connection.versions.of(SaslAuthenticate) === undefined) return undefined
    await connection.send(SaslHandshake, { mechanism: mechanism.name })
    const exchange = mechanism.authenticate({ host, port, reason: 'first', signal })
    for (let step = await exchange.next(); step.done !== true; ) {
      const { errorCode, authBytes, sessionLifetimeMs } = await connection.send(SaslAuthenticate, { authBytes: step.value })
      if (errorCode !== errorCodes.NONE) return undefined
      lifetimeMs = sessionLifetimeMs
      step = await exchange.next(authBytes)
    }
    return lifetimeMs > 0n ? Number(lifetimeMs) : undefined
  } catch (error) {
    signal.throwIfAborted()
    if (isKafkaError(error)) return undefined
    throw error
  } finally {
    await connection?.close({ timeoutMs: 1 })
  }
}

async function authenticated(state: ServerState, means: Means, names: readonly string[]): Promise<Connection> {
  try {
    return await opened(state, means, true)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_AUTHENTICATION', 'KAFKA_CONNECT')) throw error
    throw new StepFailed('sasl', `${names.join(', ')} is refused`, {
      cause: `${state.subject} refuses the credentials of ${names.join(', ')}: ${error.message.replace(/\.$/, '')}.`,
      remedy:
        'On this machine: check user and password (KAFKAWIRE_PASSWORD) or the token. On the broker: check that this user exists for this mechanism.'
    })
  }
}

async function opened(state: ServerState, means: Means, hasSasl: boolean): Promise<Connection> {
  const { place, target, subject } = state
  if (place === undefined) throw new Error('a server is authenticated after its address is known')
  const { nodeId, clusterId } = target
  try {
    return await openConnection(place, means, { hasSasl, expect: { nodeId, clusterId } })
  } catch (error) {
    means.options.signal.throwIfAborted()
    if (!isKafkaError(error, 'KAFKA_CONNECT') || error.phase === 'sasl') throw error
    const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? ''
    if (error.phase === 'tls') throw ourCertificate(subject, code)
    if (isKafkaError(error.cause, 'KAFKA_BROKER') && error.cause.errorCode === errorCodes.REBOOTSTRAP_REQUIRED)
      throw new StepFailed('api-versions', 'another broker answers here', {
        cause: `At ${subject} answers another broker than ${nodeId === undefined ? 'the expected one' : `broker ${nodeId}`}, or one of another cluster.`,
        remedy:
          'On the broker: give each broker an address of its own in advertised.listeners. In the network: check load balancers and DNS.'
      })
    throw new StepFailed('api-versions', messageOf(error), {
      cause: `${subject} does not open a connection of Kafka: ${messageOf(error)}.`,
      remedy: 'On the broker: check its log at this moment, and its limits on connections.'
    })
  }
}
