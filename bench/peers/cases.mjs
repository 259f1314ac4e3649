// The work, and what is wanted of kafkawire: ratios, because the figures of one machine mean nothing on another.

export const PARTITIONS = 3

/** Values of 100 bytes and of 1 KiB: text as events are, so that it compresses as they do. */
export const VALUE_BYTES = [100, 1024]

/** How many calls of W2 are on their way. */
const OUT = [1, 16, 64]

const CODECS = ['snappy', 'lz4', 'zstd']

/** The topics to read. Kafka's own producer fills them, in batches of 16 KiB. */
export const sources = [
  { topic: 'peers-100b', valueBytes: 100, records: 3_000_000, compression: 'none' },
  { topic: 'peers-1k', valueBytes: 1024, records: 600_000, compression: 'none' },
  ...CODECS.map(compression => ({ topic: `peers-100b-${compression}`, valueBytes: 100, records: 1_000_000, compression }))
]

/**
 * What kafkawire's rate is to be, as a part of that of raw and of that of the fastest other JavaScript client; and how many times as much
 * CPU that client may take for each record. `unchecked` is the same for kafkawire without checksums, which the others do not look at. `ours` is the
 * client that stands for kafkawire.
 */
export const cases = [
  ...OUT.map(out => send({ out, valueBytes: 100, goals: { ofBest: 1 } })),
  produce('W3', { batchRecords: 1000, valueBytes: 1024, goals: { ofRaw: 0.95, cpuOfBest: 2.9 / 1.2 } }),
  produce('W3', { batchRecords: 100, valueBytes: 100, goals: { ofRaw: 0.9, cpuOfBest: 1.8 / 0.8 } }),
  read('W4', { ...sources[0], goals: { ofBest: 4.5 / 1.65, cpuOfBest: 0.77 / 0.25 } }),
  read('W4', { ...sources[1], goals: { ofBest: 1, cpuOfBest: 1.4 / 1.2 }, unchecked: { ofBest: 1.5, cpuOfBest: 1.4 / 0.6 } }),
  ...CODECS.map(compression => produce('W5', { batchRecords: 1000, valueBytes: 100, compression, goals: { ofBest: 1 / 0.62 } })),
  ...sources.filter(({ compression }) => compression !== 'none').map(source => read('W5', { ...source, goals: { ofBest: 2 / 1.15 } }))
]

/** What a client may take up, whatever it does. */
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
