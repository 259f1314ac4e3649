/**
 * Keeps `out` calls in flight and counts the calls that begin within `measureMs` after `warmUpMs`.
 * `allCalls` counts the warm-up too. The elapsed time and the CPU time last until the last of these calls has ended.
 */
export async function measureCalls({ out, warmUpMs, measureMs }, call) {
  const startMs = performance.now() + warmUpMs
  const endMs = startMs + measureMs
  let next = 0
  let calls = 0
  let beganMs
  let beganCpu
  const loop = async () => {
    for (let nowMs = performance.now(); nowMs < endMs; nowMs = performance.now()) {
      if (beganMs === undefined && nowMs >= startMs) {
        beganMs = nowMs
        beganCpu = process.cpuUsage()
      }
      await call(next++)
      if (beganMs !== undefined && nowMs >= beganMs) calls++
    }
  }
  await Promise.all(Array.from({ length: out }, loop))
  if (calls === 0)
    throw new Error(`no call began in the ${measureMs} ms that are measured: a call of the warm-up took longer; is the machine busy?`)
  const { user, system } = process.cpuUsage(beganCpu)
  return { calls, allCalls: next, elapsedMs: performance.now() - beganMs, cpuSeconds: (user + system) / 1e6 }
}
