import { conclude, median, TOLERANCE } from './results.mjs'

/** Holds the ratios of all rounds against a goal; larger is better. The median has to reach it, and the best of them decides on failure. */
export function checkOf(what, goal, ratios) {
  return { what, goal, ratio: median(ratios), best: Math.max(...ratios) }
}

/** Prints what was reached and what was missed, and lets the process end with 1 for what is far below its goal, or for `problems`. */
export function concludeChecks(name, checks, problems = []) {
  for (const { what, ratio, goal } of checks)
    console.log(`${ratio >= goal ? 'reached' : 'missed '}  ${ratio.toFixed(2)} (goal ${goal.toFixed(2)})  ${what}`)
  const slow = checks.filter(({ best, goal }) => best < goal * TOLERANCE)
  conclude(name, [
    ...problems,
    ...slow.map(({ what, best, goal }) => `${best.toFixed(2)} at best where the goal is ${goal.toFixed(2)}: ${what}`)
  ])
}
