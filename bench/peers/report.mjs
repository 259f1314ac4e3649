import { bestPeer, medianOf } from './checks.mjs'

/**
 * Prints one line for each case: raw, the fastest other JavaScript client and kafkawire. Rates are
 * millions of records per second, CPU is seconds per million records.
 */
export function printTable(cases, samples) {
  console.log('Medians. M/s: millions of records a second; CPU: seconds for a million records; the goal in parentheses')
  console.table(cases.flatMap(each => lines(each, samples)))
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
