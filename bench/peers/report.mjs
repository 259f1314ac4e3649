import { bestPeer, medianOf } from './checks.mjs'

/** One line for each case: raw, the fastest other JavaScript client and kafkawire; rates in millions, CPU in seconds a million. */
export function printTable(cases, samples) {
  console.log('Medians. M/s: millions of records a second; CPU: seconds for a million records; in parentheses: the goal')
  console.table(cases.flatMap(each => lines(each, samples)))
}

function lines(each, samples) {
  const { id, goals, unchecked } = each
  const peer = bestPeer(id, samples)
  const line = (work, ours, wanted) => {
    const of = (client, figure) => medianOf(id, client, samples, figure)
    const [rate, cpu] = ['perSecond', 'cpuPerMillion'].map(figure => client => of(client, figure))
    return {
      work,
      'raw M/s': round(rate('raw') / 1e6),
      'raw CPU': round(cpu('raw')),
      'best JS': peer ?? '',
      'its M/s': round(rate(peer) / 1e6),
      'its CPU': round(cpu(peer)),
      'our M/s': round(rate(ours) / 1e6),
      'our CPU': round(cpu(ours)),
      'our MiB': Math.round(of(ours, 'peakRssMiB')),
      'of raw': withGoal(rate(ours) / rate('raw'), wanted.ofRaw),
      'of best': withGoal(rate(ours) / rate(peer), wanted.ofBest),
      'best CPU / ours': withGoal(cpu(peer) / cpu(ours), wanted.cpuOfBest)
    }
  }
  return [line(id, 'kafkawire', goals), ...(unchecked ? [line(`${id}, no CRC`, 'kafkawire-unchecked', unchecked)] : [])]
}

function withGoal(ratio, goal) {
  if (Number.isNaN(ratio)) return ''
  return `${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal.toFixed(2)})`}`
}

const round = value => (Number.isNaN(value) ? '' : Number(value.toFixed(2)))
