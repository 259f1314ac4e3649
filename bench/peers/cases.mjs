// The cases and kafkawire's goals in them. Goals are ratios, because absolute figures of one
// machine have no meaning on another.

export const PARTITIONS = 3

/**
 * What the values are: text like that of events with this many bytes, which compresses as events
 * do, or whole JSON documents.
 */
export const PAYLOADS = { '100B': { bytes: 100 }, '1KiB': { bytes: 1024 }, '1KiB-json': { bytes: 1024, isJson: true } }

/** The numbers of calls in flight in W2. */
const OUT = [1, 16, 64]

const CODECS = ['snappy', 'lz4', 'zstd']

/** The topics for reading. Kafka's own producer fills them, in batches of 16 KiB. */
export const sources = [
  { topic: 'peers-100b', payload: '100B', records: 3_000_000, compression: 'none' },
  { topic: 'peers-1k', payload: '1KiB', records: 600_000, compression: 'none' },
  ...CODECS.map(compression => ({ topic: `peers-100b-${compression}`, payload: '100B', records: 1_000_000, compression })),
  { topic: 'peers-1k-json', payload: '1KiB-json', records: 1_000_000, compression: 'none' }
]

const [SMALL, LARGE, SNAPPY, LZ4, ZSTD, JSON_DOCUMENTS] = sources

// A part of the rate of franz-go, at no more CPU time for a record.
const besideFranz = ofFranz => ({ ofFranz, cpuOfFranz: 1 })

/**
 * The cases with their goals:
 * - `ofRaw`, `ofBest`, `ofFranz`, `ofLoop`: kafkawire's rate, relative to `raw`, to the fastest
 * other JavaScript client, to franz-go, and, for the consumer of the examples, to a plain loop
 * over the records of kafkawire.
 * - `cpuOfBest`, `cpuOfFranz`: the CPU time per record of that client, relative to kafkawire's.
 * - `sizeOfFranz`: the bytes of a compressed record of franz-go, relative to kafkawire's.
 * - `unchecked`: goals for kafkawire without checksums, which the other JavaScript clients do not
 * check.
 * - `ours`: the client that stands for kafkawire.
 * - `only`: the clients that take part; all that are able to, if it is absent.
 */
export const cases = [
  ...OUT.map(out => send({ out, payload: '100B', goals: { ofBest: 1, ...(out === 1 && besideFranz(1)) } })),
  produce('W3', { batchRecords: 1000, payload: '1KiB', goals: { ofRaw: 0.95, cpuOfBest: 2.9 / 1.2 } }),
  produce('W3', { batchRecords: 100, payload: '100B', goals: { ofRaw: 0.9, cpuOfBest: 1.8 / 0.8 } }),
  read('W4', SMALL, { ofBest: 4.5 / 1.65, cpuOfBest: 0.77 / 0.25, ...besideFranz(1.2) }),
  read('W4', LARGE, { ofBest: 1, cpuOfBest: 1.4 / 1.2, ...besideFranz(1) }, { ofBest: 1.5, cpuOfBest: 1.4 / 0.6 }),
  ...[SMALL, LARGE].map(consume),
  ...CODECS.map(compression => produce('W5', { batchRecords: 1000, payload: '100B', compression, goals: { ofBest: 1 / 0.62 } })),
  produce('W5', {
    batchRecords: 1000,
    payload: '100B',
    compression: 'gzip',
    goals: { ...besideFranz(0.9), sizeOfFranz: 1 / 1.05 }
  }),
  ...[SNAPPY, LZ4].map(source => read('W5', source, { ofBest: 2 / 1.15, ...besideFranz(1) })),
  read('W5', ZSTD, { ofBest: 2 / 1.15 }),
  { ...read('W6', JSON_DOCUMENTS, {}), work: 'json' },
  { id: 'W7-mirror-100B-lz4', workload: 'W7', work: 'mirror', ours: 'kafkawire', ...LZ4, goals: {} }
]

/** The largest RSS of kafkawire in any case. */
export const RSS_GOAL_MIB = 150

/**
 * The case with at most so many records to read. Its topic is then another one. A case that does
 * not read stays as it is.
 */
export function shortened(each, most) {
  return each.records > most ? { ...each, records: most, topic: `${each.topic}-${most}` } : each
}

function send({ out, payload, goals }) {
  const id = `W2-send-${payload}-${out}-out`
  return { id, workload: 'W2', work: 'produce', ours: 'producer', batchRecords: 1, payload, compression: 'none', out, goals }
}

function produce(workload, { batchRecords, payload, compression = 'none', goals }) {
  const id = named(`${workload}-produce-${batchRecords}x${payload}`, compression)
  return { id, workload, work: 'produce', ours: 'kafkawire', batchRecords, payload, compression, out: 4, goals }
}

function read(workload, source, goals, unchecked) {
  const id = named(`${workload}-read-${source.payload}`, source.compression)
  return { id, workload, work: 'read', ours: 'kafkawire', ...source, goals, unchecked }
}

function consume(source) {
  const only = ['kafkawire', 'consumer', 'consumer-records']
  return { id: `W4-consumer-${source.payload}`, workload: 'W4', work: 'read', ours: 'consumer', only, ...source, goals: { ofLoop: 0.9 } }
}

function named(id, compression) {
  return compression === 'none' ? id : `${id}-${compression}`
}
