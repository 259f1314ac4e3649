import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { checkOptions, isFunction, isRecord, type OptionRule } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'
import { Conversation } from './conversation.ts'
import type { ScriptStep } from './script-steps.ts'

/** A broker that does what its script says, step by step, and nothing else. */
export interface Script extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** As `bootstrapServers` takes it. */
  readonly bootstrap: string
  /**
   * Resolves when the last step is done; the client's connection stays open. Rejects at the first step that is not met, which also cuts
   * the client off; the message tells the step and what differs.
   */
  readonly finished: Promise<void>
  /** Cuts the client off and stops listening; steps that are left fail. */
  close(): Promise<void>
}

/** Listens on a loopback port and follows the steps, beginning with the first client that connects. Rejects with `KAFKA_CONFIGURATION`. */
export async function startScript(steps: readonly ScriptStep[]): Promise<Script> {
  checkSteps(steps)
  const server = createServer({ noDelay: true, allowHalfOpen: true })
  const conversation = new Conversation(server)
  server.listen(0, HOST)
  await once(server, 'listening')
  const port = portOf(server)
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

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
