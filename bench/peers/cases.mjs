// The cases and kafkawire's goals in them. Goals are ratios, because absolute figures of one
// machine have no meaning on another.

export const PARTITIONS = 3

/**
 * The sizes of the values: 100 bytes and 1 KiB. They are text like that of events, so that they
 * compress as events do.
 */
export const VALUE_BYTES = [100, 1024]

/** The numbers of calls in flight in W2. */
const OUT = [1, 16, 64]

const CODECS = ['snappy', 'lz4', 'zstd']
const WITHOUT_GOAL = ['gzip'] // zlib's own work is nearly all of the time, in every client

/** The topics for reading. Kafka's own producer fills them, in batches of 16 KiB. */
export const sources = [
  { topic: 'peers-100b', valueBytes: 100, records: 3_000_000, compression: 'none' },
  { topic: 'peers-1k', valueBytes: 1024, records: 600_000, compression: 'none' },
  ...CODECS.map(compression => ({ topic: `peers-100b-${compression}`, valueBytes: 100, records: 1_000_000, compression }))
]

/**
 * The cases with their goals:
 * - `ofRaw`, `ofBest`: kafkawire's rate, relative to `raw` and to the fastest other JavaScript
 * client.
 * - `cpuOfBest`: the CPU time per record of that client, relative to kafkawire's.
 * - `unchecked`: goals for kafkawire without checksums, which the other clients do not check.
 * - `ours`: the client that stands for kafkawire.
 */
export const cases = [
  ...OUT.map(out => send({ out, valueBytes: 100, goals: { ofBest: 1 } })),
  produce('W3', { batchRecords: 1000, valueBytes: 1024, goals: { ofRaw: 0.95, cpuOfBest: 2.9 / 1.2 } }),
  produce('W3', { batchRecords: 100, valueBytes: 100, goals: { ofRaw: 0.9, cpuOfBest: 1.8 / 0.8 } }),
  read('W4', { ...sources[0], goals: { ofBest: 4.5 / 1.65, cpuOfBest: 0.77 / 0.25 } }),
  read('W4', { ...sources[1], goals: { ofBest: 1, cpuOfBest: 1.4 / 1.2 }, unchecked: { ofBest: 1.5, cpuOfBest: 1.4 / 0.6 } }),
  ...CODECS.map(compression => produce('W5', { batchRecords: 1000, valueBytes: 100, compression, goals: { ofBest: 1 / 0.62 } })),
  ...WITHOUT_GOAL.map(compression => produce('W5', { batchRecords: 1000, valueBytes: 100, compression, goals: {} })),
  ...sources.filter(({ compression }) => compression !== 'none').map(source => read('W5', { ...source, goals: { ofBest: 2 / 1.15 } }))
]

/** The largest RSS of kafkawire in any case. */
export const RSS_GOAL_MIB = 150

function send({ out, valueBytes, goals }) {
  const id = `W2-send-${size(valueBytes)}-${out}-out`
  return { id, workload: 'W2', work: 'produce', ours: 'producer', batchRecords: 1, valueBytes, compression: 'none', out, goals }
}

function produce(workload, { batchRecords, valueBytes, compression = 'none', goals }) {
  const id = named(`${workload}-produce-${batchRecords}x${size(valueBytes)}`, compression)
  return { id, workload, work: 'produce', ours: 'kafkawire', batchRecords, valueBytes, compression, out: 4, goals }
}

function read(workload, { topic, records, valueBytes, compression, goals, unchecked }) {
  const id = named(`${workload}-read-${size(valueBytes)}`, compression)
  return { id, workload, work: 'read', ours: 'kafkawire', topic, records, valueBytes, compression, goals, unchecked }
}

function named(id, compression) {
  return compression === 'none' ? id : `${id}-${compression}`
}

function size(valueBytes) {
  return valueBytes % 1024 === 0 ? `${valueBytes / 1024}KiB` : `${valueBytes}B`
}
