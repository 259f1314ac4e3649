import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { proxyFlags, readProxySettings } from '../proxy/proxy-flags.ts'
import { runProxy } from '../proxy/run-proxy.ts'
import { makeRecorder, recordFlags } from '../record/record-flags.ts'

/** `kafkawire record`: all requests and answers between clients and a cluster. */
export const command: Command = {
  name: 'record',
  usage: '--listen [HOST:]PORT --upstream HOST:PORT,...',
  description:
    'Stands between clients and a cluster, and shows each request and each answer until Ctrl-C. Clients connect to the port of --listen without TLS; the addresses of brokers in the answers lead to further ports of this command. With --sasl this command authenticates at the cluster, and clients do not; without it clients authenticate through this command. Passwords, tokens and other secrets are not shown.',
  flags: { ...proxyFlags, ...recordFlags },
  connects: true,
  examples: [
    'record --listen 9192 --upstream localhost:9092',
    'record --listen 9192 --upstream localhost:9092 --api Produce,Fetch --records',
    'record --listen 9192 --upstream broker-1:9093 --tls --ca ca.pem --sasl SCRAM-SHA-512 --username alice',
    `record --listen 9192 --upstream localhost:9092 --json | jq 'select(.errors != [])'`
  ],
  notes:
    'A line is #CONNECTION, > for a request or < for its answer, correlation id, API, version, then the client id or the\nlatency with the names of errors, and the message.',
  run
}

async function run(run: Run): Promise<number> {
  const settings = await readProxySettings(run)
  const { recorder, lines } = await makeRecorder(run)
  await runProxy(run, { settings, observer: recorder }, lines)
  return exitCodes.OK
}
