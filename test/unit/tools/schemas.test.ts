import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRawSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compareSchemas, listUnseen } from '../../../tools/golden/compare-schemas.ts'
import { printCompactJson } from '../../../tools/schemas/compact-json.ts'
import type { FieldDefinition, MessageDefinition, Release, Schemas } from '../../../tools/schemas/definitions.ts'
import { describeChanges, describeConflict } from '../../../tools/schemas/diff.ts'
import { parseSchemas, printSchemas, readSchemaFiles } from '../../../tools/schemas/folder.ts'
import { readRelease } from '../../../tools/schemas/jars.ts'
import { mergeReleases } from '../../../tools/schemas/merge.ts'
import { parseRelaxedJson } from '../../../tools/schemas/relaxed-json.ts'
import { compareReleases, formatVersions, hasVersion, listVersions, parseVersions } from '../../../tools/schemas/versions.ts'
import { readZip } from '../../../tools/schemas/zip.ts'

const root = join(import.meta.dirname, '../../..')

describe('relaxed JSON', () => {
  test('the parser skips both kinds of comments, but not text like a comment inside a string', () => {
    const text = '// licence\n{ /* a\n * block */ "url": "http://x/*y*/", // "b": 1\n "quote": "\\"//\\"", "n": [1] }'
    expect(parseRelaxedJson(text)).toEqual({ url: 'http://x/*y*/', quote: '"//"', n: [1] })
  })

  test('the parser ignores text behind the first value', () => {
    expect(parseRelaxedJson('{ "a": { "b": [] } }\n}, garbage')).toEqual({ a: { b: [] } })
  })

  test('the parser refuses a value without an end', () => {
    expect(() => parseRelaxedJson('{ "a": [1, 2 }')).toThrow(SyntaxError)
  })
})

describe('version ranges', () => {
  test('version ranges are parsed in every form that Kafka writes', () => {
    expect(['3+', '0-4', '7', 'none', '', undefined].map(parseVersions)).toEqual([
      { min: 3, max: Number.POSITIVE_INFINITY },
      { min: 0, max: 4 },
      { min: 7, max: 7 },
      undefined,
      undefined,
      undefined
    ])
    expect(() => parseVersions('1-')).toThrow("'1-' is no range of versions")
  })

  test('a version range contains both of its ends and nothing beyond them', () => {
    expect([1, 2, 4, 5].map(v => hasVersion('2-4', v))).toEqual([false, true, true, false])
    expect([hasVersion('2+', 999), hasVersion('none', 0), hasVersion(undefined, 0)]).toEqual([true, false, false])
    expect(listVersions('3-5')).toEqual([3, 4, 5])
  })

  test('a version range is formatted as open if it reaches the newest version, and with commas if it has gaps', () => {
    const all = [0, 1, 2, 3, 4]
    const format = (...versions: number[]): string => formatVersions(new Set(versions), all)
    expect([format(2, 3, 4), format(4), format(0, 1), format(3), format()]).toEqual(['2+', '4+', '0-1', '3', 'none'])
    expect(format(0, 2, 3)).toBe('0,2-3')
  })

  test('release numbers are ordered by number, not by letter', () => {
    expect(['3.10.0', '4.0.0', '3.9.2'].sort(compareReleases)).toEqual(['3.9.2', '3.10.0', '4.0.0'])
  })
})

describe('a kafka-clients jar', () => {
  const definition = '// c\n{ "type": "data", "name": "Note", "validVersions": "0", "fields": [] }'

  test('a jar gives its message definitions, deflated or stored, and no other files', () => {
    const jar = zip([
      { name: 'common/message/Note.json', text: definition, deflate: true },
      { name: 'common/message/Other.json', text: definition.replace('Note', 'Other'), deflate: false },
      { name: 'common/message/deeper/No.json', text: 'no JSON', deflate: false }
    ])
    expect([...readRelease('4.4.0', jar).messages.keys()]).toEqual(['Note', 'Other'])
    expect(readZip(jar, name => name.endsWith('No.json')).get('common/message/deeper/No.json')).toBe('no JSON')
  })

  test('a jar that is incomplete or has no definitions is refused with an explanation', () => {
    const jar = zip([{ name: 'a.class', text: 'x', deflate: false }])
    expect(() => readRelease('1.0.0', jar)).toThrow('kafka-clients 1.0.0 holds no message definitions')
    expect(() => readRelease('1.0.0', jar.subarray(0, -10))).toThrow('is no zip file')
  })
})

describe('merging two releases', () => {
  const older = request({ validVersions: '0-2', flexibleVersions: '2+', apiKey: 9 }, [
    field('Id', 'int32', '0+'),
    field('Legacy', 'int8', '0-1'),
    field('Items', '[]Item', '1+', { fields: [field('Name', 'string', '0+', { nullableVersions: '2+' })] })
  ])
  const newer = request({ validVersions: '1-3', flexibleVersions: '2+', apiKey: 9, latestVersionUnstable: true }, [
    field('Id', 'int32', '1+', { default: -1 }),
    field('Items', '[]Item', '1+', {
      fields: [field('Name', 'string', '0+', { nullableVersions: '2+' }), field('Rank', 'int64', '3+', { taggedVersions: '3+', tag: 0 })]
    })
  ])
  const merged = merge(older, newer)
  const facts = merged.messages.get('PingRequest')

  test('each version is taken from the newest release that knows it', () => {
    expect(facts).toMatchObject({ validVersions: '0-3', flexibleVersions: '2+', releases: { '3.9.2': '0-2', '4.4.0': '1-3' } })
    expect(facts?.fields.map(f => `${f.name} ${f.versions}`)).toEqual(['Id 0+', 'Legacy 0', 'Items 1+'])
  })

  test('a field is dropped if the newer release defines all of its versions without it', () => {
    const dropped = merge(older, request({ validVersions: '0-3', flexibleVersions: '2+', apiKey: 9 }, newer.fields))
    expect(dropped.messages.get('PingRequest')?.fields.map(f => `${f.name} ${f.versions}`)).toEqual(['Id 1+', 'Items 1+'])
  })

  test('a merge covers inner fields, writes defaults as text, and marks the unstable version', () => {
    expect(facts?.fields[0]).toEqual({ name: 'Id', type: 'int32', versions: '0+', default: '-1' })
    expect(facts?.fields[2]?.fields).toEqual([
      { name: 'Name', type: 'string', versions: '1+', nullableVersions: '2+' },
      { name: 'Rank', type: 'int64', versions: '3+', taggedVersions: '3+', tag: 0 }
    ])
    expect(facts?.unstableVersions).toEqual([3])
  })

  test('a merge reports where two releases contradict each other', () => {
    expect(merged.index.conflicts.map(describeConflict)).toEqual([
      'PingRequest.Id: default (3.9.2 null; 4.4.0 -1)',
      'PingRequest.Legacy: field only in 3.9.2 (versions 1)'
    ])
  })

  test('each version of an API gets its header version', () => {
    expect(merged.index.apis).toMatchObject([
      { key: 9, name: 'Ping', requestHeader: { 0: 1, 1: 1, 2: 2, 3: 2 }, responseHeader: { 0: 0, 1: 0, 2: 1, 3: 1 } }
    ])
  })

  test('two APIs have other headers than their flexible versions suggest', () => {
    const named = (name: string, flexibleVersions: string): Release =>
      release('3.9.2', { ...request({ validVersions: '0-1', flexibleVersions, apiKey: 1 }, []), name: `${name}Request` }, `${name}Response`)
    expect(mergeReleases([named('ApiVersions', '1+')]).index.apis).toMatchObject([{ requestHeader: { 1: 2 }, responseHeader: { 1: 0 } }])
    expect(mergeReleases([named('ControlledShutdown', 'none')]).index.apis).toMatchObject([{ requestHeader: { 0: 0, 1: 1 } }])
  })

  test('the changes of an import are listed', () => {
    expect(describeChanges(mergeReleases([release('3.9.2', older)]), merged)).toEqual([
      'releases 3.9.2 → 3.9.2, 4.4.0',
      'PingRequest: validVersions 0-2 → 0-3',
      'PingRequest: unstableVersions nothing → 3',
      'PingRequest: latestVersionUnstable nothing → true',
      'PingRequest.Id: default nothing → -1',
      'PingRequest.Legacy: versions 0-1 → 0',
      'PingRequest.Items.Rank: new field, int64, versions 3+, tag 0',
      'PingResponse: validVersions 0-2 → 0-3',
      'new conflict: PingRequest.Id: default (3.9.2 null; 4.4.0 -1)',
      'new conflict: PingRequest.Legacy: field only in 3.9.2 (versions 1)'
    ])
  })

  test('new and removed messages are listed, and an import without changes lists nothing', () => {
    const nothing = mergeReleases([])
    expect(describeChanges(merged, merged)).toEqual([])
    expect(describeChanges(nothing, merged)).toContain('PingRequest: new request of API key 9, versions 0-3')
    expect(describeChanges(merged, nothing)).toContain('PingResponse: removed response of API key 9, versions 0-3')
    expect(describeChanges(merged, mergeReleases([release('4.4.0', newer)]))).toEqual([
      'releases 3.9.2, 4.4.0 → 4.4.0',
      'PingRequest: validVersions 0-3 → 1-3',
      'PingRequest.Legacy: removed field, int8, versions 0',
      'PingRequest.Id: versions 0+ → 1+',
      'PingResponse: validVersions 0-3 → 1-3',
      'resolved conflict: PingRequest.Id: default (3.9.2 null; 4.4.0 -1)',
      'resolved conflict: PingRequest.Legacy: field only in 3.9.2 (versions 1)'
    ])
  })

  test('fields that changed places are listed, because their order changes the bytes', () => {
    const turned = merge(older, { ...newer, fields: newer.fields.toReversed() })
    expect(describeChanges(merged, turned)).toEqual(['PingRequest.Id: fields in another order from here on'])
  })

  test('merged schemas are equal after they are written to files and read again', () => {
    expect(parseSchemas(printSchemas(merged))).toEqual(merged)
    expect(() => parseSchemas(new Map([['PingRequest.json', '<<<<<<<']]))).toThrow('schemas/PingRequest.json is not JSON')
  })
})

test('a field without inner fields is printed on one line', () => {
  const text = printCompactJson({
    name: 'A',
    fields: [
      { name: 'B', list: [1, 2] },
      { name: 'C', fields: [{ name: 'D' }] }
    ],
    none: []
  })
  expect(text.split('\n')).toEqual([
    '{',
    '  "name": "A",',
    '  "fields": [',
    '    { "name": "B", "list": [1, 2] },',
    '    {',
    '      "name": "C",',
    '      "fields": [',
    '        { "name": "D" }',
    '      ]',
    '    }',
    '  ],',
    '  "none": []',
    '}'
  ])
})

describe('the import command', () => {
  test('the import fails without Maven, and says what to install', async () => {
    const stderr = "Maven fetches org.apache.kafka:kafka-clients:9.9.9, but there is no 'mvn' on the PATH: install Maven 3 and Java 17.\n"
    await expect(runImport('9.9.9')).rejects.toMatchObject({ code: 1, stdout: '', stderr })
  })

  test('the import refuses a text that is no release number', async () => {
    await expect(runImport('latest')).rejects.toMatchObject({ code: 1, stderr: "'latest' is no release of Kafka: write it as 4.4.0\n" })
  })
})

describe("schemas/ against the SCHEMA constants of Kafka's generated classes", async () => {
  const schemas = parseSchemas(await readSchemaFiles(join(root, 'schemas')))
  const dumps = ['3.9.2', '4.4.0'].map(readDump)

  test('every version of every message equals the class of Kafka in fields, types, tags and headers', () => {
    const comparisons = dumps.map(dump => compareSchemas(schemas, dump))
    expect(comparisons.flatMap(c => c.differences)).toEqual([])
    expect(comparisons.map(c => c.equal.length)).toEqual([661, 640])
    expect(listUnseen(schemas, comparisons)).toEqual([])
  })

  test('the comparison finds a changed type, a changed header version and a missing message', () => {
    const changed = (dumps[1] ?? '').replace('FetchRequest 012 {replica_id:INT32', 'FetchRequest 012 {replica_id:INT16')
    const header = changed.replace(/^(MetadataRequest 009 .*) h2$/m, '$1 h1')
    const { differences } = compareSchemas(schemas, `${header}NewRequest 000 {} h2\n`)
    expect(differences.map(text => text.split('\n')[0])).toEqual([
      'FetchRequest 12 differs:',
      'MetadataRequest 9 has header version 2 in index.json, and 1 in the class',
      'NewRequest 0 is not in schemas/'
    ])
  })

  test('the comparison finds a version for which there was no class', () => {
    const partial = (dumps[1] ?? '').replace(/^ProduceRequest 013 .*\n/m, '')
    expect(
      listUnseen(
        schemas,
        [dumps[0] ?? '', partial].map(dump => compareSchemas(schemas, dump))
      )
    ).toEqual(['ProduceRequest 13'])
  })
})

function field(name: string, type: string, versions: string, rest: Partial<FieldDefinition> = {}): FieldDefinition {
  return { name, type, versions, ...rest }
}

function request(facts: Omit<MessageDefinition, 'type' | 'name' | 'fields'>, fields: readonly FieldDefinition[]): MessageDefinition {
  return { type: 'request', name: 'PingRequest', ...facts, fields }
}

function release(number: string, definition: MessageDefinition, responseName = 'PingResponse'): Release {
  const { latestVersionUnstable: _, ...rest } = definition
  const response: MessageDefinition = { ...rest, type: 'response', name: responseName, fields: [] }
  return { release: number, messages: new Map([definition, response].map(d => [d.name, d])) }
}

function merge(older: MessageDefinition, newer: MessageDefinition): Schemas {
  return mergeReleases([release('3.9.2', older), release('4.4.0', newer)])
}

function readDump(number: string): string {
  return gunzipSync(readFileSync(join(root, `test/conformance/vectors/schemas-${number}.txt.gz`))).toString('utf8')
}

function runImport(...args: string[]): Promise<unknown> {
  const main = [join(root, 'tools/schemas/main.ts'), '--check']
  return promisify(execFile)(process.execPath, ['--import', 'tsx', ...main, ...args], { cwd: root, env: { PATH: '/nowhere' } })
}

// A zip file with local headers, a directory and its end (APPNOTE 6.3, section 4.3).
function zip(entries: readonly { name: string; text: string; deflate: boolean }[]): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  for (const { name, text, deflate } of entries) {
    const data = deflate ? deflateRawSync(text) : Buffer.from(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(deflate ? 8 : 0, 4)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(text.length, 18)
    common.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(Buffer.concat(local).length, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name))
    local.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), data)
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(local).length, 16)
  return Buffer.concat([...local, ...directory, end])
}
