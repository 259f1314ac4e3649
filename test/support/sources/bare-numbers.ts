import * as codes from '../../../src/protocol/codes/index.ts'
import { codeOnly, type Source } from './sources.ts'

type Codes = Readonly<Record<string, number | bigint | boolean>>

// Fields whose numbers always have a meaning: each number in them must have a name.
const NAMED_FIELDS = [
  ...['acks', 'isolationLevel', 'keyType', 'electionType', 'configOperation', 'upgradeType', 'matchType', 'endpointType'],
  ...['permissionType', 'patternType', 'resourcePatternType', 'patternTypeFilter', 'resourceType', 'resourceTypeFilter'],
  ...['configSource', 'shareAcquireMode']
]

// Fields in which a negative number has a meaning, such as "none".
const NEGATIVE_FIELDS = [
  ...['producerId', 'producerEpoch', 'baseSequence', 'leaderEpoch', 'currentLeaderEpoch', 'partitionLeaderEpoch', 'committedLeaderEpoch'],
  ...['leaderId', 'controllerId', 'replicaId', 'numPartitions', 'replicationFactor', 'generationIdOrMemberEpoch', 'timestamp'],
  ...['baseOffset', 'committedOffset', 'highWatermark', 'lastStableOffset', 'logStartOffset', 'logAppendTimeMs', 'memberEpoch'],
  ...['sessionEpoch', 'shareSessionEpoch', 'preferredReadReplica']
]

const BEFORE = String.raw`(?<![\w$])(?:\w+\??\.)*`
const IS = String.raw`(?:\??: |(?: as \w+)? (?:[!=]==|=|\?\?) |\)(?:\.not)?\.to(?:Be|Equal)\()(?:[^,;{}()\n]* \? )?`

const PATTERNS: readonly RegExp[] = [
  // success is 0, which needs no name
  new RegExp(String.raw`${BEFORE}(?:errorCode|\w+ErrorCode)${IS}-?[1-9]\d*\b`, 'g'),
  new RegExp(String.raw`${BEFORE}(?:${NAMED_FIELDS.join('|')})${IS}-?\d+\b(?! \|)`, 'g'),
  new RegExp(String.raw`${BEFORE}(?:${NEGATIVE_FIELDS.join('|')})${IS}-[1-6]n?\b`, 'g'),
  new RegExp(
    String.raw`(?<![\w$])(?:(?:\w+\??\.)*apiKey(?:: | [!=]== )|api\.key [!=]== )(?:${Object.values(codes.apiKeys).join('|')})\b`,
    'g'
  )
]

/**
 * The bare numbers in a text of TypeScript or JavaScript that have a name in src/protocol/codes,
 * each with the code around it.
 */
export function bareNumbersIn({ path, text }: Source): string[] {
  const code = codeOnly(text)
  const found = PATTERNS.flatMap(pattern => [...code.matchAll(pattern)].map(([match]) => match))
  return [...found, ...constantsIn(code)].map(match => `${path}: ${match}`)
}

// The names in `acks`, such as ALL, are too common for constants.
const { acks: _acks, ...withUncommonNames } = codes
const NAMES = namesOf(withUncommonNames)

// A constant with both the name and the value of a code, such as `const NOT_COORDINATOR = 16`.
function constantsIn(code: string): string[] {
  const single = [...code.matchAll(/\b([A-Z][A-Z_]+)(?:: \w+)? = (-?\d+n?)(?=[\s,})]|$)/gm)]
  const listed = [...code.matchAll(/const \[([A-Z_, ]+)\] = \[([-\dn, ]+)\]/g)]
  const pairs = listed.flatMap(([, names = '', values = '']) => {
    const all = values.split(', ')
    return names.split(', ').map((name, i) => [`${name} = ${all[i]}`, name, all[i] ?? ''] as const)
  })
  return [...single.map(([match, name = '', value = '']) => [match, name, value] as const), ...pairs]
    .filter(([, name, value]) => NAMES.has(`${name} ${value}`))
    .map(([match]) => match)
}

// The names of the API keys in capitals: `INIT_PRODUCER_ID`.
function namesOf(objects: Readonly<Record<string, Codes>>): ReadonlySet<string> {
  const entries = Object.values(objects).flatMap(object => Object.entries(object))
  return new Set(
    entries.map(([name, value]) => {
      const capitals = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
      return `${capitals} ${value}${typeof value === 'bigint' ? 'n' : ''}`
    })
  )
}
