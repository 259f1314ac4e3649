import { checkOf } from '../support/checks.mjs'
import { takeTurns } from '../support/turns.mjs'

const PEERS = ['@platformatic/kafka', 'kafkajs']

/**
 * Compares kafkawire's rate with those of the peers for the same records, in turns. The goal is a
 * multiple of the rate of the peer that is faster in that round.
 */
export async function compareWithPeers(what, goal, records, contestants, turns) {
  const rates = await takeTurns(contestants, turns)
  const ratios = rates.kafkawire.map((rate, round) => rate / Math.max(...PEERS.map(peer => rates[peer][round])))
  return result(`${what}, relative to the faster of the others`, goal, ratios, rates, { unit: 'M records/s', each: records / 1e6 })
}

/** Rates in `unit`, of which each run handles `each`, with a check of the ratios. */
export function result(what, goal, ratios, rates, { unit, each }) {
  const scaled = Object.entries(rates).map(([who, samples]) => [who, samples.map(perSecond => perSecond * each)])
  return { what, unit, rates: Object.fromEntries(scaled), check: checkOf(what, goal, ratios) }
}
