import { type Cluster, type ClusterSendOptions, isKafkaError, type To } from '../../index.ts'
import type { Api } from '../../messages.ts'
import { isRecord } from '../../options.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { commandErrorOf } from '../frame/command-failure.ts'
import type { Given } from '../frame/flags.ts'
import { toJson } from '../frame/to-json.ts'
import { readStdin } from '../input/read-stdin.ts'
import { findApi, versionOf } from '../messages/find-api.ts'
import { requestFromJson } from '../messages/request-from-json.ts'

/** `kafkawire raw`: one request of any API. */
export const command: Command = {
  name: 'raw',
  usage: "API [VERSION] ['{...}']",
  description:
    'Sends one request of any API, and prints the answer as JSON. API is a name or a key. Without a VERSION it is the highest one that both sides speak. The request is a JSON object with the fields of the message; - reads it from the standard input. A number of 64 bits is a number or a text. Bytes are base64, or hex: or text: with the bytes behind it. The answer is shown as the broker gave it: no request is repeated.',
  arguments: { name: 'API', min: 1, max: 3 },
  flags: {
    to: {
      value: 'BROKER',
      help: 'the broker that gets the request: its id, any, controller, or coordinator (of the groupId or transactionalId in the request). Default: the broker or brokers that the request is for'
    }
  },
  connects: true,
  examples: [
    `raw Metadata '{"topics": null}' --bootstrap localhost:9092`,
    `raw ListOffsets 7 '{"topics": [{"name": "orders", "partitions": [{"partitionIndex": 0, "timestamp": -1}]}]}' --bootstrap localhost:9092`,
    `raw DescribeCluster --to 2 --json --bootstrap localhost:9092`,
    `raw DescribeGroups '{"groups": ["billing"]}' --bootstrap localhost:9092`
  ],
  notes:
    'Exit codes: 3 if the answer has an error code, 20 if it says that a topic does not exist, 21 if it says that the user may not do this. The answer is printed all the same.',
  run
}

const INDENT = 2
const NODE = /^\d+$/

async function run(run: Run): Promise<number> {
  const { given } = run
  const [name = '', ...rest] = given.arguments
  const api = findApi(name)
  const [first, second] = rest
  const hasVersion = first !== undefined && /^\d+$/.test(first)
  if (hasVersion ? rest.length > 2 : rest.length > 1)
    throw given.refuse(`${JSON.stringify(second)} is too much: after the API come a version and an object of JSON`)
  const version = hasVersion ? versionOf(api, first) : undefined
  const json = await jsonOf(given, hasVersion ? second : first)
  const to = toOf(given, json)
  return await withCluster(run, cluster => sendRaw(run, cluster, { api, version, json, to }))
}

async function jsonOf(given: Given, text = '{}'): Promise<Readonly<Record<string, unknown>>> {
  const source = text === '-' ? (await readStdin()).toString() : text
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (error) {
    throw given.refuse(`the request is not JSON: ${messageOf(error)}`)
  }
  if (isRecord(value) && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>
  throw given.refuse('the request must be an object of JSON, such as {"topics": null}')
}

function toOf(given: Given, json: Readonly<Record<string, unknown>>): To | undefined {
  const text = given.text('to')
  if (text === undefined || text === 'any' || text === 'controller') return text
  if (NODE.test(text)) return { nodeId: Number(text) }
  if (text !== 'coordinator') throw given.refuse(`--to must be the id of a broker, any, controller or coordinator, not "${text}"`)
  const group = json['groupId'] ?? firstOf(json['groupIds']) ?? firstOf(json['groups'])
  if (typeof group === 'string') return { group }
  const transactionalId = json['transactionalId'] ?? firstOf(json['transactionalIds'])
  if (typeof transactionalId === 'string') return { transactionalId }
  throw given.refuse('--to coordinator needs groupId or transactionalId in the request: of what is it the coordinator?')
}

// Some requests name several groups: as texts, or each as an object with its groupId.
function firstOf(list: unknown): unknown {
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  return isRecord(first) ? (first as Readonly<Record<string, unknown>>)['groupId'] : first
}

interface RawRequest {
  readonly api: Api<unknown, unknown>
  readonly version: number | undefined
  readonly json: Readonly<Record<string, unknown>>
  readonly to: To | undefined
}

async function sendRaw({ output }: Run, cluster: Cluster, { api, version: pinned, json, to }: RawRequest): Promise<number> {
  const version = pinned ?? (await highestVersion(cluster, api, json))
  const options: ClusterSendOptions = { version, maxAttempts: 1, ...(to === undefined ? {} : { to }) }
  const answer = await cluster.send(api, requestFromJson(api, version, json), options)
  if (output.isJson) output.json(answer)
  else output.line(toJson(answer, INDENT))
  try {
    throwIfError(answer, { api: api.name, apiVersion: version })
    return exitCodes.OK
  } catch (error) {
    if (!isKafkaError(error)) throw error
    const { message, exitCode } = commandErrorOf('raw', error)
    output.note(`kafkawire: ${message}`)
    return exitCode
  }
}

// A version that Kafka may still change is used only if the user names it.
async function highestVersion(cluster: Cluster, api: Api<unknown, unknown>, json: unknown): Promise<number> {
  const common = await cluster.versions(api)
  if (common === undefined)
    throw new CommandError(`the brokers and this driver have no version of ${api.name} in common`, exitCodes.API_VERSIONS)
  let version = Math.min(common.max, api.highestVersionFor?.(json) ?? common.max)
  while (version > common.min && api.unstableVersions?.includes(version) === true) version--
  return version
}
