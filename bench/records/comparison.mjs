import { checkOf } from '../support/checks.mjs'
import { takeTurns } from '../support/turns.mjs'

const PEERS = ['@platformatic/kafka', 'kafkajs']

/** Our rate and theirs for the same records, in turns; the goal is a multiple of the rate of whichever of them is the faster in that round. */
export async function compareWithPeers(what, goal, records, contestants, turns) {
  const rates = await takeTurns(contestants, turns)
  const ratios = rates.kafkawire.map((rate, round) => rate / Math.max(...PEERS.map(peer => rates[peer][round])))
  return result(`${what}, by the faster of the others`, goal, ratios, rates, { unit: 'M records/s', each: records / 1e6 })
}

/** Rates of `unit`s, of which each run has so many, with a check of ratios. */
export function result(what, goal, ratios, rates, { unit, each }) {
  const scaled = Object.entries(rates).map(([who, samples]) => [who, samples.map(perSecond => perSecond * each)])
  return { what, unit, rates: Object.fromEntries(scaled), check: checkOf(what, goal, ratios) }
}
