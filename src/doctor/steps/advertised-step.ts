import { BlockList } from 'node:net'
import { formatAddress } from '../../conn/address.ts'
import type { MetadataResponse, MetadataResponseBroker } from '../../protocol/messages/metadata.ts'
import { Notebook } from '../notebook.ts'
import type { Place } from '../probe/tcp-probe.ts'
import type { Finding, Problem } from '../report.ts'
import type { Means } from './means.ts'
import { checkServer } from './server-check.ts'
import type { CheckedServer } from './server-state.ts'

const AT_ONCE = 16
const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Looks at every broker at the address that it advertises. Returns what was found, by node id. */
export async function checkAdvertised(metadata: MetadataResponse, from: Place, means: Means): Promise<Map<number, CheckedServer>> {
  const brokers = [...metadata.brokers].sort((a, b) => a.nodeId - b.nodeId)
  const checked = new Map<number, CheckedServer>()
  for (let first = 0; first < brokers.length; first += AT_ONCE) {
    const group = brokers.slice(first, first + AT_ONCE)
    const results = await Promise.all(group.map(broker => checkBroker(broker, metadata.clusterId ?? undefined, from, means)))
    for (const { broker, server, findings } of results) {
      checked.set(broker.nodeId, server)
      for (const finding of findings) means.notebook.add(finding)
    }
  }
  warnOfSharedAddresses(checked, means)
  return checked
}

interface CheckedBroker {
  readonly broker: MetadataResponseBroker
  readonly server: CheckedServer
  readonly findings: readonly Finding[]
}

async function checkBroker(
  broker: MetadataResponseBroker,
  clusterId: string | undefined,
  from: Place,
  means: Means
): Promise<CheckedBroker> {
  const { nodeId, host, port } = broker
  const subject = `broker ${nodeId}`
  const notebook = new Notebook(undefined)
  const server = await checkServer({ host, port, nodeId, clusterId }, { ...means, notebook })
  const address = formatAddress({ host, port })
  const found = notebook.findings.filter(({ status }) => status === 'failed' || status === 'warning')
  const findings: Finding[] = found.map(({ step, status, text, problem }) => ({
    step: 'advertised',
    subject,
    status,
    text: `${address}: ${step}: ${text}`,
    problem: problem === undefined ? undefined : advertisedProblem(step, problem, subject, address)
  }))
  if (isLocal(server) && !isLoopback(from.address))
    findings.unshift({
      step: 'advertised',
      subject,
      status: 'failed',
      text: `${address} means this machine`,
      problem: {
        cause: `Broker ${nodeId} advertises ${address}, which on each client means the machine of the client itself.`,
        remedy: advertisedRemedy(address)
      }
    })
  if (findings.every(({ status }) => status !== 'failed')) {
    const elapsedMs = server.report.addresses.find(({ tcp }) => tcp === 'connected')?.tcpMs
    findings.unshift({ step: 'advertised', subject, status: 'ok', text: `${address} answers as expected`, elapsedMs })
  }
  return { broker, server, findings }
}

function advertisedProblem(step: Finding['step'], { cause, remedy }: Problem, subject: string, address: string): Problem {
  if (step !== 'dns' && step !== 'tcp') return { cause: `${upper(subject)}, at its advertised address: ${cause}`, remedy }
  return { cause: `${upper(subject)} advertises ${address}, but ${lower(cause)}`, remedy: advertisedRemedy(address) }
}

const advertisedRemedy = (address: string): string =>
  `On the broker: set advertised.listeners (now ${address}) to an address that this machine can reach; if clients inside its network need the present one, add a second listener. Or on this machine: make ${address} reachable (DNS, /etc/hosts, VPN, port mapping).`

// Two node ids at one address: the second broker cannot be reached, unless a proxy tells them
// apart.
function warnOfSharedAddresses(checked: ReadonlyMap<number, CheckedServer>, { notebook }: Means): void {
  const byPlace = new Map<string, number[]>()
  for (const [nodeId, { place }] of checked) {
    if (place === undefined) continue
    const key = formatAddress({ host: place.address, port: place.port })
    byPlace.set(key, [...(byPlace.get(key) ?? []), nodeId])
  }
  for (const [place, nodeIds] of byPlace) {
    if (nodeIds.length < 2) continue
    const brokers = `brokers ${nodeIds.join(' and ')}`
    notebook.warning('advertised', brokers, `all lead to ${place}`, {
      cause: `${upper(brokers)} advertise addresses that all lead to ${place}, so requests for one of them may reach another one.`,
      remedy:
        'On the broker: give each broker an address of its own in advertised.listeners; a load balancer needs one port for each broker.'
    })
  }
}

const isLocal = ({ report }: CheckedServer): boolean =>
  report.addresses.length > 0 && report.addresses.every(({ address }) => isLoopback(address))

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

const upper = (text: string): string => text.replace(/^[a-z]/, first => first.toUpperCase())
const lower = (text: string): string => text.replace(/^(?:The|This|At)\b/, word => word.toLowerCase())
