/**
 * Runs each of the contestants, which are functions that may be asynchronous, for about `turnMs` in
 * every round. Resolves with how often each of them ran per second of CPU time: `{ name: [rate of
 * each round] }`.
 * CPU time is the time of all threads of the process. It is used because other processes of a
 * shared machine take elapsed time. Each round begins with another contestant, and a round before
 * the first is not counted.
 */
export async function takeTurns(contestants, { rounds, turnMs }) {
  const names = Object.keys(contestants)
  const rates = Object.fromEntries(names.map(name => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const i of names.keys()) {
      const name = names[(i + round + 1) % names.length]
      const perSecond = await rateOf(contestants[name], turnMs)
      if (round >= 0) rates[name].push(perSecond)
    }
  }
  return rates
}

async function rateOf(run, turnMs) {
  const before = process.cpuUsage()
  let runs = 0
  let elapsedMs = 0
  while (elapsedMs < turnMs) {
    await run()
    runs++
    const { user, system } = process.cpuUsage(before)
    elapsedMs = (user + system) / 1e3
  }
  return (runs * 1e3) / elapsedMs
}
