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

/** One line of a script. */
export interface ScriptStep {
  /** As it reads in the message of a failure. */
  readonly name: string
  run(conversation: Conversation): Promise<void>
}

/** Which request is expected, beside its API and its fields. */
export interface ExpectOptions {
  readonly version?: number | undefined
  readonly clientId?: string | null | undefined
}

/** How an answer is to differ from a right one. */
export interface AnswerOptions {
  /** The version to encode in, unless that of the request. */
  readonly version?: number | undefined
  /** The correlation id to bear, unless that of the request. */
  readonly correlationId?: number | undefined
}

const EXPECT_RULES: Record<keyof ExpectOptions, OptionRule> = {
  version: INTEGER,
  clientId: ['a string, or null', value => value === null || typeof value === 'string']
}
const ANSWER_RULES: Record<keyof AnswerOptions, OptionRule> = { version: INTEGER, correlationId: INTEGER }

/** Waits for the next request, which must be of this API and hold what is expected. {@link answer} answers it. */
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
      if (wrong.length > 0) throw new Error(`API ${apiKey} v${apiVersion} came, and differs:\n  ${wrong.join('\n  ')}`)
      conversation.unanswered.push(header)
    }
  }
}

/** Answers the oldest request that was expected and has no answer yet. */
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

/** Sends bytes as they are: half an answer, or no Kafka at all. */
export function sendBytes(bytes: Uint8Array): ScriptStep {
  checkOptions('sendBytes', { bytes }, { bytes: ['a Uint8Array', isBytes, 'required'] })
  return { name: `sendBytes(${bytes.length})`, run: conversation => conversation.write(bytes) }
}

/** Waits for so many bytes, whatever they are; what comes after them stays unread. */
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

/** Waits until the client has closed the connection; the steps after it are for the next one. */
export function expectClose(): ScriptStep {
  return { name: 'expectClose()', run: conversation => conversation.readEnd() }
}

/** Closes the connection by FIN; the steps after it are for the next one. */
export function close(): ScriptStep {
  return {
    name: 'close()',
    async run(conversation) {
      await conversation.socket()
      conversation.leave()
    }
  }
}

/** Cuts the connection by RST; the steps after it are for the next one. */
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
