import { once } from 'node:events'
import { checkOptions, INTEGER, type OptionRule, optionProblems, refuseIfAny } from '../../options.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import { decodeRequestHeader } from '../../protocol/header.ts'
import { decodeRequest, encodeResponse } from '../../protocol/message-codec.ts'
import { responseFrame } from '../../server/incoming-request.ts'
import { isBytes } from '../../type-checks.ts'
import { API } from '../hooks/hooks.ts'
import type { Conversation } from './conversation.ts'
import { differences, type Expected } from './differences.ts'
import { resetSoon } from './wire.ts'

/** One step of a script, such as `expectRequest(…)`. */
export interface ScriptStep {
  /** The name of the step in the text of a failure. */
  readonly name: string
  /** Runs the step. Rejects if the client does something else than the step expects. */
  run(conversation: Conversation): Promise<void>
}

/** What `expectRequest` expects besides the API and the fields. */
export interface ExpectOptions {
  /** The version of the request. Default: any. */
  readonly version?: number | undefined
  /** The client id of the request. Default: any. */
  readonly clientId?: string | null | undefined
}

/** How an answer differs from a correct one. */
export interface AnswerOptions {
  /** The version in which the answer is encoded. Default: that of the request. */
  readonly version?: number | undefined
  /** The correlation id of the answer. Default: that of the request. */
  readonly correlationId?: number | undefined
}

const EXPECT_RULES: Record<keyof ExpectOptions, OptionRule> = {
  version: INTEGER,
  clientId: ['a string, or null', value => value === null || typeof value === 'string']
}
const ANSWER_RULES: Record<keyof AnswerOptions, OptionRule> = { version: INTEGER, correlationId: INTEGER }

/**
 * A step that waits for the next request. It must be of this API and have the expected fields; the
 * script fails otherwise, with all differences in the error. Use `answer` to answer it.
 */
export function expectRequest<Req, Res>(
  api: Api<Req, Res>,
  expected: Expected<Decoded<Req>> = {} as Expected<Decoded<Req>>,
  options: ExpectOptions = {}
): ScriptStep {
  checkStep('expectRequest', api, options, EXPECT_RULES)
  const { version, clientId } = options
  return {
    name: `expectRequest(${api.name})`,
    async run(conversation) {
      const lengthBytes = await conversation.read(4)
      const frame = await conversation.read(lengthBytes.readInt32BE(0))
      const { byteLength, ...header } = decodeRequestHeader(frame)
      const { apiKey, apiVersion } = header
      const wrong = differences({ apiKey: api.key, apiVersion: version ?? apiVersion, clientId: clientId ?? header.clientId }, header)
      if (wrong.length === 0) wrong.push(...differences(expected, decodeRequest(api, apiVersion, frame.subarray(byteLength))))
      if (wrong.length > 0) throw new Error(`received a request of API ${apiKey} v${apiVersion}, which differs:\n  ${wrong.join('\n  ')}`)
      conversation.unanswered.push(header)
    }
  }
}

/**
 * A step that answers the oldest request that `expectRequest` has received and that is not answered
 * yet.
 */
export function answer<Req, Res>(api: Api<Req, Res>, response: Res, options: AnswerOptions = {}): ScriptStep {
  checkStep('answer', api, options, ANSWER_RULES)
  return {
    name: `answer(${api.name})`,
    async run(conversation) {
      const header = conversation.unanswered.shift()
      if (header === undefined) throw new Error('there is no request to answer: expectRequest must come before')
      if (header.apiKey !== api.key) throw new Error(`the oldest unanswered request is of API ${header.apiKey}, not ${api.key}`)
      const { version = header.apiVersion, correlationId = header.correlationId } = options
      const body = encodeResponse(api, version, response)
      await conversation.write(Buffer.concat(responseFrame(api, version, correlationId, writer => writer.raw(body))))
    }
  }
}

/** A step that sends bytes as they are, such as half an answer, or bytes of another protocol. */
export function sendBytes(bytes: Uint8Array): ScriptStep {
  checkOptions('sendBytes', { bytes }, { bytes: ['a Uint8Array', isBytes, 'required'] })
  return { name: `sendBytes(${bytes.length})`, run: conversation => conversation.write(bytes) }
}

/** A step that waits for this many bytes and ignores their content. Later bytes stay unread. */
export function expectBytes(bytes: number): ScriptStep {
  checkOptions(
    'expectBytes',
    { bytes },
    { bytes: ['an integer from 0 on', value => Number.isInteger(value) && Number(value) >= 0, 'required'] }
  )
  return {
    name: `expectBytes(${bytes})`,
    async run(conversation) {
      await conversation.read(bytes)
    }
  }
}

/**
 * A step that waits until the client has closed the connection. The following steps act on the next
 * connection.
 */
export function expectClose(): ScriptStep {
  return { name: 'expectClose()', run: conversation => conversation.readEnd() }
}

/** A step that closes the connection by FIN. The following steps act on the next connection. */
export function close(): ScriptStep {
  return {
    name: 'close()',
    async run(conversation) {
      await conversation.socket()
      conversation.leave()
    }
  }
}

/** A step that ends the connection by RST. The following steps act on the next connection. */
export function reset(): ScriptStep {
  return {
    name: 'reset()',
    async run(conversation) {
      const socket = await conversation.socket()
      resetSoon(socket)
      await once(socket, 'close')
      conversation.leave()
    }
  }
}

function checkStep(name: string, api: unknown, options: unknown, rules: Readonly<Record<string, OptionRule>>): void {
  refuseIfAny(name, [...optionProblems({ api }, { api: API }), ...optionProblems(options, rules)])
}
