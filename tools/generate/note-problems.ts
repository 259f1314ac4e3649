import { buildMessage, type Message } from './model.ts'
import type { Notes } from './notes.ts'
import type { MessageSchema } from './schema.ts'

/**
 * Messages that brokers and controllers send each other or keep in logs. Users do not write or read
 * them by hand.
 */
const INTERNAL: readonly string[] = [
  ...['AbortedTxn', 'AddRaftVoter', 'AllocateProducerIds', 'AlterPartition', 'AssignReplicasToDirs', 'BeginQuorumEpoch'],
  ...['BrokerHeartbeat', 'BrokerRegistration', 'ControlRecordTypeSchema', 'ControlledShutdown', 'ControllerRegistration'],
  ...['DefaultPrincipalData', 'DeleteShareGroupState', 'DescribeQuorum', 'EndQuorumEpoch', 'EndTxnMarker', 'Envelope'],
  ...['FetchSnapshot', 'InitializeShareGroupState', 'KRaftVersionRecord', 'LeaderAndIsr', 'LeaderChangeMessage'],
  ...['ReadShareGroupState', 'ReadShareGroupStateSummary', 'RemoveRaftVoter', 'RequestHeader', 'ResponseHeader'],
  ...['SnapshotFooterRecord', 'SnapshotHeaderRecord', 'StopReplica', 'UnregisterBroker', 'UnregisterController'],
  ...['UpdateMetadata', 'UpdateRaftVoter', 'Vote', 'VotersRecord', 'WriteShareGroupState', 'WriteTxnMarkers']
]

const FEWEST_WORDS = 4

/** The rules of language that a sentence is checked against. */
export interface Language {
  /** Names that a sentence may give in backticks, such as `acks.ALL`. */
  readonly names: ReadonlySet<string>
  /** Words that no sentence may have. */
  readonly bannedWord: RegExp
}

/**
 * Lists the problems of the notes: fields and APIs without a note, notes without a field, and bad
 * sentences.
 */
export function noteProblems(notes: Notes, schemas: readonly MessageSchema[], language: Language): string[] {
  const messages = schemas.map(buildMessage)
  const given = notes.all()
  return [
    ...messages.filter(isForPeople).flatMap(message => missingNotes(notes, message)),
    ...unusedNotes(notes, [...given.keys()], messages),
    ...[...given].flatMap(([key, text]) => sentenceProblems(key, text, language))
  ]
}

const apiOf = ({ schema }: Message): string => (schema.type === 'data' ? schema.name : schema.name.replace(/(Request|Response)$/, ''))
const isForPeople = (message: Message): boolean => !INTERNAL.includes(apiOf(message))

function missingNotes(notes: Notes, message: Message): string[] {
  const fields = message.structs.flatMap(struct => struct.fields.map(field => [struct.name, field.name] as const))
  const missing = fields
    .filter(([struct, field]) => notes.field(struct, field) === undefined)
    .map(([struct, field]) => `${struct}.${field}`)
  if (notes.api(apiOf(message)) === undefined) missing.push(apiOf(message))
  return missing.map(key => `${key} has no note`)
}

function unusedNotes(notes: Notes, keys: readonly string[], messages: readonly Message[]): string[] {
  const structs = messages.flatMap(message => message.structs)
  const used = new Set(structs.flatMap(({ name, fields }) => fields.map(field => notes.field(name, field.name)?.key)))
  const known = new Set([...messages.map(apiOf), ...structs.map(({ name }) => name)])
  const isKnown = (name: string): boolean =>
    known.has(name) || (name.startsWith('*') && structs.some(struct => struct.name.endsWith(name.slice(1))))
  return keys.filter(key => (key.includes('.') ? !used.has(key) : !isKnown(key))).map(key => `${key} is the note of nothing`)
}

function sentenceProblems(key: string, text: string, { names, bannedWord }: Language): string[] {
  const problems: string[] = []
  if (text.split(' ').length < FEWEST_WORDS) problems.push('has too few words')
  if (!/^[A-Z`[]/.test(text) || !text.endsWith('.')) problems.push('is no whole sentence')
  for (const [word] of text.matchAll(bannedWord)) problems.push(`says '${word}'`)
  for (const [, name = ''] of text.matchAll(/`(\w+\.[A-Z][A-Z0-9_]+)`/g))
    if (!names.has(name)) problems.push(`names ${name}, which does not exist`)
  return problems.map(problem => `${key} ${problem}`)
}
