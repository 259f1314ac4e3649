/**
 * Keeps `out` calls on their way and counts, after `warmUpMs`, those that begin within `measureMs`. The time and the CPU that they take
 * are those until the last of them has ended.
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
  const { user, system } = process.cpuUsage(beganCpu)
  return { calls, elapsedMs: performance.now() - beganMs, cpuSeconds: (user + system) / 1e6 }
}
