import { bestPeer, medianOf } from './checks.mjs'

const FIGURES = ['perSecond', 'cpuPerMillion', 'bytesPerRecord', 'recordsPerBatch']

/**
 * Prints one line for each case: raw, the fastest other JavaScript client and kafkawire. Rates are
 * millions of records per second, CPU is seconds per million records.
 */
export function printTable(cases, samples) {
  console.log('Medians. M/s: millions of records a second; CPU: seconds for a million records; the goal in parentheses')
  console.table(cases.flatMap(each => lines(each, samples)))
}

/**
 * Prints kafkawire beside franz-go, and the consumer of the examples beside a plain loop over the
 * records. A size is bytes of a compressed record; a batch is the records in one.
 */
export function printBeside(cases, samples) {
  const rows = cases.flatMap(each => {
    const loop = (each.only ?? []).filter(client => client !== 'kafkawire').map(client => [client, 'kafkawire'])
    return [...loop, [each.ours, 'franz']].map(pair => beside(each, pair, samples)).filter(row => row !== undefined)
  })
  if (rows.length === 0) return
  console.log('kafkawire beside franz-go, and its examples/consumer beside a plain loop. Medians; size: bytes for a record')
  console.table(rows)
}

function beside({ id, goals, ours, compression, work }, [client, other], samples) {
  const [rates, cpus, sizes, batches] = FIGURES.map(figure => [client, other].map(who => medianOf(id, who, samples, figure)))
  if (Number.isNaN(rates[0] / rates[1])) return undefined
  const isGoal = client === ours
  const hasSize = compression !== 'none' && work !== 'read'
  return {
    work: id,
    ours: client,
    other,
    'our M/s': round(rates[0] / 1e6),
    'its M/s': round(rates[1] / 1e6),
    ratio: withGoal(rates[0] / rates[1], isGoal ? (goals.ofFranz ?? goals.ofLoop) : undefined),
    'our CPU': round(cpus[0]),
    'its CPU': round(cpus[1]),
    'its CPU / ours': withGoal(cpus[1] / cpus[0], goals.cpuOfFranz),
    ...(hasSize && {
      'our size': round(sizes[0]),
      'its size': round(sizes[1]),
      'its size / ours': withGoal(sizes[1] / sizes[0], goals.sizeOfFranz)
    }),
    ...(work !== 'read' && work !== 'json' && { 'our batch': round(batches[0]), 'its batch': round(batches[1]) })
  }
}

function lines(each, samples) {
  const { id, ours, goals, unchecked } = each
  const peer = bestPeer(id, samples)
  const line = (work, client, wanted) => {
    const of = (who, figure) => medianOf(id, who, samples, figure)
    const [rate, cpu] = ['perSecond', 'cpuPerMillion'].map(figure => who => of(who, figure))
    return {
      work,
      'raw M/s': round(rate('raw') / 1e6),
      'raw CPU': round(cpu('raw')),
      'best JS': peer ?? '',
      'its M/s': round(rate(peer) / 1e6),
      'its CPU': round(cpu(peer)),
      'our M/s': round(rate(client) / 1e6),
      'our CPU': round(cpu(client)),
      'our MiB': Math.round(of(client, 'peakRssMiB')),
      'of raw': withGoal(rate(client) / rate('raw'), wanted.ofRaw),
      'of best': withGoal(rate(client) / rate(peer), wanted.ofBest),
      'best CPU / ours': withGoal(cpu(peer) / cpu(client), wanted.cpuOfBest)
    }
  }
  return [line(id, ours, goals), ...(unchecked ? [line(`${id}, no CRC`, 'kafkawire-unchecked', unchecked)] : [])]
}

function withGoal(ratio, goal) {
  if (Number.isNaN(ratio)) return ''
  return `${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal.toFixed(2)})`}`
}

const round = value => (Number.isNaN(value) ? '' : Number(value.toPrecision(3)))
