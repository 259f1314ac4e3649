import { type BrokerAddress, isKafkaError, KafkaError } from '../../errors.ts'
import type { SaslContext, SaslExchange, SaslMechanism } from '../../sasl/mechanism.ts'
import { describeValue, isBytes } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import { formatAddress } from '../address.ts'
import { reasonOf } from '../opening/connect-error.ts'
import type { TokenCarrier } from '../pipeline/raw-tokens.ts'

/**
 * Drives the generator of a SASL mechanism. The generator is the user's: it may hang, throw
 * anything, or go on where it should stop. It is not waited for after its signal is aborted.
 */
export class MechanismRun {
  readonly #mechanism: SaslMechanism
  readonly #context: SaslContext
  readonly #broker: BrokerAddress
  #steps: SaslExchange | undefined
  #step: IteratorResult<Uint8Array, unknown> | undefined

  constructor(mechanism: SaslMechanism, context: SaslContext, broker: BrokerAddress) {
    this.#mechanism = mechanism
    this.#context = context
    this.#broker = broker
  }

  /**
   * Makes the first message, for which the mechanism reads the credentials. Nothing is sent yet.
   * Rejects with the same errors as {@link run}.
   */
  async begin(): Promise<void> {
    this.#step = await this.#guard(async () => {
      const { signal } = this.#context
      signal.throwIfAborted()
      this.#steps = this.#mechanism.authenticate(this.#context)
      return await abortable(this.#steps.next(), signal)
    })
  }

  /**
   * Sends and receives all messages of the exchange. Rejects with `KAFKA_AUTHENTICATION`, with the
   * error of the connection, or with the reason of the signal.
   */
  async run(carrier: TokenCarrier): Promise<void> {
    if (this.#steps === undefined) await this.begin()
    const steps = this.#steps
    if (steps !== undefined) await this.#guard(() => this.#converse(steps, carrier))
  }

  /** Ends the mechanism's generator, so that its `finally` blocks run. */
  cancel(): void {
    void this.#steps?.return(undefined).catch(() => undefined)
  }

  async #converse(steps: SaslExchange, carrier: TokenCarrier): Promise<void> {
    const { signal } = this.#context
    let step = this.#step
    while (step?.done === false) {
      const answer = await carrier.ask(this.#check(step.value)).catch(async (failure: unknown) => {
        // The broker refused, or the connection has ended. The mechanism hears of both.
        await abortable(steps.throw(failure), signal)
        throw failure
      })
      step = await abortable(steps.next(answer), signal)
    }
    if (step?.value !== undefined) await carrier.finish(this.#check(step.value))
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      this.cancel()
      this.#context.signal.throwIfAborted()
      throw this.#explain(error)
    }
  }

  #check(token: unknown): Uint8Array {
    if (isBytes(token)) return token
    const { name } = this.#mechanism
    throw authenticationError(this.#broker, name, `${name}: its message is ${describeValue(token)}, not bytes (Uint8Array)`)
  }

  // A mechanism may throw any error, and its errors do not name the broker.
  #explain(error: unknown): unknown {
    const { name } = this.#mechanism
    if (isKafkaError(error, 'KAFKA_AUTHENTICATION')) {
      if (error.broker !== undefined) return error
      const { errorCode, retriable, cause } = error
      return authenticationError(this.#broker, name, error.message, { errorCode, retriable, cause })
    }
    return isKafkaError(error) ? error : authenticationError(this.#broker, name, `${name}: ${reasonOf(error)}`, { cause: error })
  }
}

/** The error of an authentication that failed, with the broker in its message. */
export function authenticationError(
  broker: BrokerAddress,
  mechanism: string,
  problem: string,
  details: Partial<Pick<KafkaError<'KAFKA_AUTHENTICATION'>, 'errorCode' | 'offered' | 'cause' | 'retriable'>> = {}
): KafkaError<'KAFKA_AUTHENTICATION'> {
  const text = `${formatAddress(broker)}: ${problem}`
  return new KafkaError('KAFKA_AUTHENTICATION', text, { mechanism, broker: { host: broker.host, port: broker.port }, ...details })
}
