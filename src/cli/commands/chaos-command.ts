import { Chaos } from '../chaos/chaos.ts'
import { serveChaosControl } from '../chaos/chaos-control.ts'
import { chaosFlags, dribbleOf, faultsOf } from '../chaos/chaos-flags.ts'
import { setFault, setFaultsOfFile } from '../chaos/fault-file.ts'
import { ProxyFaults } from '../chaos/proxy-faults.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { proxyFlags, readProxySettings } from '../proxy/proxy-flags.ts'
import { runProxy } from '../proxy/run-proxy.ts'
import { makeRecorder, recordFlags } from '../record/record-flags.ts'

const MAX_PORT = 65_535

/** `kafkawire chaos`: a cluster with faults. */
export const command: Command = {
  name: 'chaos',
  usage: '--listen [HOST:]PORT --upstream HOST:PORT,...',
  description:
    'Stands between clients and a cluster as record does, and lets requests and connections fail on purpose until Ctrl-C: by flags, by a file, or by HTTP while it runs. It shows each fault that strikes, and all requests and answers as the client gets them. Requests of one connection are handled one after another.',
  flags: {
    ...proxyFlags,
    ...chaosFlags,
    ...recordFlags,
    quiet: { help: 'show connections and faults only' }
  },
  connects: true,
  examples: [
    'chaos --listen 9192 --upstream localhost:9092 --delay 200ms --quiet',
    'chaos --listen 9192 --upstream localhost:9092 --refuse Produce:NOT_LEADER_OR_FOLLOWER --topic orders --times 3',
    'chaos --listen 9192 --upstream localhost:9092 --disconnect Fetch --probability 0.1 --seed 7',
    'chaos --listen 9192 --upstream localhost:9092 --reset-after 10000 --dribble 100',
    'chaos --listen 9192 --upstream localhost:9092 --control 9193 --faults faults.json'
  ],
  run
}

async function run(run: Run): Promise<number> {
  const { given, output } = run
  const settings = await readProxySettings(run)
  if (given.is('quiet') && (given.has('api') || given.has('exclude')))
    throw given.refuse('--quiet shows no request: leave out --api and --exclude, or --quiet')
  const controlPort = given.integer('control', { min: 0, max: MAX_PORT })
  const dribble = dribbleOf(given)
  const faults = new ProxyFaults()
  for (const fault of faultsOf(given).toReversed()) setFault('a fault of the flags', fault, faults)
  const file = given.text('faults')
  if (file !== undefined) setFaultsOfFile(file, faults)
  const { recorder, lines } = await makeRecorder(run, given.is('quiet'))
  const chaos = new Chaos(faults, (client, header, fault) => recorder.struck(client, header, fault), dribble)
  const control = controlPort === undefined ? undefined : await serveChaosControl(faults, controlPort)
  try {
    if (control !== undefined) output.note(`kafkawire: control at ${control.url}`)
    await runProxy(run, { settings, observer: recorder, interference: chaos }, lines)
  } finally {
    chaos.close()
    await control?.close()
  }
  return exitCodes.OK
}
