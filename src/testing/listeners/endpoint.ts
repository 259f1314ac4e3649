import { accept, type ServerConnection } from '../../server/index.ts'
import { type Dispatch, dispatch } from '../dispatch.ts'
import type { ArmedFault } from '../hooks/faults.ts'
import type { Mute } from '../received-context.ts'
import { SaslSession } from '../sasl/sasl-session.ts'
import { TokenGate, tokenFrame } from '../sasl/token-gate.ts'
import { Wire } from '../script/wire.ts'
import type { AcceptedClient, EndpointType, ListenAddress, Listener, Transport } from './listener.ts'
import { reset } from './reset.ts'

/** Which node an endpoint belongs to, and as what. */
export interface EndpointOf {
  readonly nodeId: number
  readonly endpointType: EndpointType
  readonly maxInFlight: number
}

/** A listener of a node, with the connections of its clients. */
export class Endpoint {
  readonly #of: EndpointOf
  readonly #dispatch: Dispatch
  readonly #listener: Listener
  readonly #served = new Map<Wire, ServerConnection>()
  readonly #sessions = new Set<SaslSession>()
  #faults: ArmedFault[] = []
  /** The port on which it listens, or is to listen; 0 lets the system choose. */
  port: number

  constructor(of: EndpointOf, { port, listener }: ListenAddress, dispatch: Dispatch) {
    this.#of = of
    this.#dispatch = dispatch
    this.port = port
    this.#listener = listener(client => this.#serve(client))
  }

  /** The number of open connections. */
  get connections(): number {
    return this.#served.size
  }

  /** Whether clients can connect. Until the system has chosen a port, they cannot. */
  get isListening(): boolean {
    return this.#listener.isListening && this.port !== 0
  }

  /** Begins to listen. Rejects if the system refuses the port. */
  async listen(): Promise<void> {
    this.port = await this.#listener.listen(this.port)
  }

  /** Ends all connections by RST. */
  reset(): void {
    for (const wire of this.#served.keys()) wire.reset()
    for (const transport of this.#listener.transports) reset(transport)
  }

  /** Adds a fault, which other endpoints may share, to open connections and to later ones. */
  arm(armed: ArmedFault): void {
    this.#faults = [...this.#faults.filter(({ timesLeft }) => timesLeft > 0), armed]
    for (const wire of this.#served.keys()) wire.arm(armed)
  }

  /** Removes all faults of connections. */
  clearFaults(): void {
    for (const armed of this.#faults) armed.timesLeft = 0
    this.#faults = []
  }

  /** Closes all connections at once, and stops listening. */
  async close(): Promise<void> {
    // It stops listening first, so that no client connects again meanwhile.
    const stopped = this.#listener.close()
    await this.disconnect()
    await stopped
  }

  /** Closes all connections at once. Clients may connect again. */
  async disconnect(): Promise<void> {
    const connections = [...this.#served.values()]
    for (const connection of connections) connection.destroy()
    for (const transport of this.#listener.transports) transport.destroy()
    await Promise.all(connections.map(connection => connection.closed))
  }

  /** Ends the sessions of all clients, which must authenticate again (KIP-368). */
  expireSaslSessions(): void {
    for (const session of this.#sessions) session.expire()
  }

  #serve({ socket, transport, distinguishedName }: AcceptedClient): void {
    const { sasl: settings } = this.#dispatch
    const { nodeId, endpointType, maxInFlight } = this.#of
    const sasl = settings && new SaslSession(settings)
    const client = { clientHost: `/${addressOf(transport)}`, clientPort: transport.remotePort ?? 0 }
    const wire = new Wire(socket, transport, sasl && new TokenGate(sasl))
    const sendToken = (token: Uint8Array): unknown => wire.duplex.write(tokenFrame(token))
    const mute: Mute = { untilMs: 0 }
    const connection = accept(
      wire.duplex,
      async request => {
        const caller = { nodeId, endpointType, ...client, distinguishedName, sasl, mute, connectionEnd: connection.closed }
        const origin = { ...caller, ...(sasl?.expectsToken && { sendToken }) }
        await dispatch(request, origin, this.#dispatch)
        wire.noteAnswered(request.header.apiKey)
      },
      { maxInFlight }
    )
    this.#served.set(wire, connection)
    if (sasl !== undefined) this.#sessions.add(sasl)
    void connection.closed.then(() => {
      this.#served.delete(wire)
      if (sasl !== undefined) this.#sessions.delete(sasl)
    })
    for (const armed of this.#faults) wire.arm(armed)
  }
}

// A listener on `::` sees the addresses of IPv4 clients in the form of IPv6.
const addressOf = ({ remoteAddress = '' }: Transport): string => remoteAddress.replace(/^::ffff:/, '')
