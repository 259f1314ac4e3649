// One run of one client in a process of its own:
// node client.mjs '{"mode":"driver","port":7702,"kind":"coordinator","window":64,"count":600000}'
import { openDriver } from './driver.mjs'
import { openPool } from './pool.mjs'
import { openPrototype } from './prototype.mjs'
import { runRaw } from './raw.mjs'

const openers = { driver: openDriver, pool: openPool, prototype: openPrototype }
const options = JSON.parse(process.argv[2])
const { mode, count, window } = options
let beganMs
let beganCpu

if (mode === 'raw') await runRaw({ ...options, begin })
else {
  const { send, close } = await openers[mode](options)
  let left = count
  const ask = async () => {
    while (left-- > 0) await send()
  }
  begin()
  await Promise.all(Array.from({ length: window }, ask))
  report()
  await close()
}
if (mode === 'raw') report()

function begin() {
  beganCpu = process.cpuUsage()
  beganMs = performance.now()
}

function report() {
  const elapsedMs = performance.now() - beganMs
  const { user, system } = process.cpuUsage(beganCpu)
  const rssMiB = process.memoryUsage.rss() / 1_048_576
  console.log(JSON.stringify({ perSecond: (count * 1e3) / elapsedMs, cpuUs: (user + system) / count, rssMiB }))
}
