import { checkOf } from '../support/checks.mjs'
import { median } from '../support/results.mjs'
import { RSS_GOAL_MIB } from './cases.mjs'
import { clients } from './clients.mjs'

/**
 * The fastest of the other JavaScript clients in this case, by the median of its rounds; undefined
 * if none has a rate.
 */
export function bestPeer(id, samples) {
  const peers = Object.keys(clients).filter(client => clients[client].kind === 'peer')
  const rated = peers.map(client => ({ client, perSecond: medianOf(id, client, samples, 'perSecond') }))
  return rated.filter(({ perSecond }) => perSecond > 0).sort((a, b) => b.perSecond - a.perSecond)[0]?.client
}

/** The median of a figure over the rounds; NaN if no round has the figure. */
export function medianOf(id, client, samples, figure) {
  const found = byRound(id, client, samples, figure).filter(value => value !== undefined)
  return found.length === 0 ? Number.NaN : median(found)
}

/** Each goal of a case with its result. All are ratios, and larger is better. */
export function checksOf({ id, ours, goals, unchecked }, samples) {
  const checks = checksFor(id, ours, id, goals, samples)
  return unchecked === undefined
    ? checks
    : [...checks, ...checksFor(id, 'kafkawire-unchecked', `${id} without checksums`, unchecked, samples)]
}

function checksFor(id, client, name, { ofRaw, ofBest, cpuOfBest, ofFranz, cpuOfFranz, sizeOfFranz, ofLoop }, samples) {
  const peer = bestPeer(id, samples)
  const ours = figure => byRound(id, client, samples, figure)
  const theirs = (other, figure) => byRound(id, other, samples, figure)
  const memory = ours('peakRssMiB')
  const checks = [
    [`${name}: the rate of raw`, ofRaw, ratios(ours('perSecond'), theirs('raw', 'perSecond'))],
    [`${name}: the rate of ${peer}`, ofBest, ratios(ours('perSecond'), theirs(peer, 'perSecond'))],
    [`${name}: how much more CPU ${peer} takes`, cpuOfBest, ratios(theirs(peer, 'cpuPerMillion'), ours('cpuPerMillion'))],
    [`${name}: the rate of franz-go`, ofFranz, ratios(ours('perSecond'), theirs('franz', 'perSecond'))],
    [`${name}: the CPU of franz-go by ours`, cpuOfFranz, ratios(theirs('franz', 'cpuPerMillion'), ours('cpuPerMillion'))],
    [`${name}: the size of franz-go by ours`, sizeOfFranz, ratios(theirs('franz', 'bytesPerRecord'), ours('bytesPerRecord'))],
    [`${name}: the rate of the plain loop`, ofLoop, ratios(ours('perSecond'), theirs('kafkawire', 'perSecond'))],
    [`${name}: how often its RSS goes into ${RSS_GOAL_MIB} MiB`, 1, ratios(Array(memory.length).fill(RSS_GOAL_MIB), memory)]
  ]
  return checks.filter(([, goal, found]) => goal !== undefined && found.length > 0).map(check => checkOf(...check))
}

// Ratios are computed per round, so that a machine that is busy for a while slows both sides of a
// ratio.
function ratios(above, below) {
  return above.map((value, round) => value / below[round]).filter(ratio => ratio > 0)
}

// A client that failed in a round has no figure for it.
function byRound(id, client, samples, figure) {
  const found = []
  for (const sample of samples) if (sample.id === id && sample.client === client) found[sample.round] = sample[figure]
  return found
}
