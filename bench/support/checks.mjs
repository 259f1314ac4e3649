import { conclude, median, TOLERANCE } from './results.mjs'

/**
 * Compares the ratios of all rounds with a goal; larger is better. The median must reach the goal,
 * and the best ratio decides on failure.
 */
export function checkOf(what, goal, ratios) {
  return { what, goal, ratio: median(ratios), best: Math.max(...ratios) }
}

/**
 * Prints which goals were reached and missed. The process ends with 1 if a ratio is far below its
 * goal, or for `problems`.
 */
export function concludeChecks(name, checks, problems = []) {
  for (const { what, ratio, goal } of checks)
    console.log(`${ratio >= goal ? 'reached' : 'missed '}  ${ratio.toFixed(2)} (goal ${goal.toFixed(2)})  ${what}`)
  const slow = checks.filter(({ best, goal }) => best < goal * TOLERANCE)
  conclude(name, [
    ...problems,
    ...slow.map(({ what, best, goal }) => `${best.toFixed(2)} in the best round; the goal is ${goal.toFixed(2)}: ${what}`)
  ])
}
