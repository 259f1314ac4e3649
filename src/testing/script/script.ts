import { createServer } from 'node:net'
import { checkOptions, isFunction, isRecord, type OptionRule } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'
import { listenOn } from '../listeners/unused-port.ts'
import { Conversation } from './conversation.ts'
import type { ScriptStep } from './script-steps.ts'

/** A broker that follows a script: it runs the steps one after another, and does nothing else. */
export interface Script extends AsyncDisposable {
  /** The address on which the broker listens. */
  readonly host: string
  /** The port on which the broker listens, chosen by the system. */
  readonly port: number
  /** Host and port, for the option `bootstrapServers`. */
  readonly bootstrap: string
  /**
   * Resolves when the last step is done; the connection of the client stays open. Rejects at the
   * first step that fails; the text has the number of the step and what differs. All connections
   * are then closed.
   */
  readonly finished: Promise<void>
  /** Closes all connections at once, and stops listening. If steps are left, `finished` rejects. */
  close(): Promise<void>
}

/**
 * Starts a broker on a loopback port that follows the steps, beginning with the first client that
 * connects. Rejects with `KAFKA_CONFIGURATION` if a step is not valid.
 */
export async function startScript(steps: readonly ScriptStep[]): Promise<Script> {
  checkSteps(steps)
  const server = createServer({ noDelay: true, allowHalfOpen: true })
  const conversation = new Conversation(server)
  const port = await listenOn(server, HOST, 0)
  const finished = follow(steps, conversation)
  finished.catch(() => conversation.end())
  const stop = async (): Promise<void> => {
    conversation.end()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  return { host: HOST, port, bootstrap: `${HOST}:${port}`, finished, close: stop, [Symbol.asyncDispose]: stop }
}

const HOST = '127.0.0.1'

async function follow(steps: readonly ScriptStep[], conversation: Conversation): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await step.run(conversation)
    } catch (cause) {
      const why = messageOf(cause)
      throw new Error(`Step ${index + 1} of ${steps.length}, ${step.name}: ${why}`, { cause })
    }
  }
}

const STEP: OptionRule = [
  'a step, such as expectRequest() makes',
  value => isRecord(value) && typeof value['name'] === 'string' && isFunction(value['run']),
  'required'
]

function checkSteps(steps: unknown): void {
  checkOptions('startScript', { steps }, { steps: ['an array of steps', Array.isArray, 'required'] })
  const entries = Array.from(steps as readonly unknown[], (step, index) => [`steps[${index}]`, step] as const)
  checkOptions('startScript', Object.fromEntries(entries), Object.fromEntries(entries.map(([name]) => [name, STEP])))
}
