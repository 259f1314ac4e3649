import { formatAddress } from '../../conn/address.ts'
import { messageOf } from '../../type-checks.ts'
import { TimeLimit } from '../../waiting/time-limit.ts'
import { resolveName } from '../probe/resolve-name.ts'
import { tryTcp } from '../probe/tcp-probe.ts'
import { checkAuthentication } from './authentication.ts'
import { checkFirstBytes } from './first-bytes-step.ts'
import type { Means } from './means.ts'
import type { CheckedServer, ServerState, Target } from './server-state.ts'
import { StepFailed } from './step-failed.ts'
import { tcpClause, tcpRemedy, tcpWord } from './tcp-texts.ts'
import { checkVersions } from './versions-step.ts'

/** Looks at one server, from its name to its authentication. */
export async function checkServer(target: Target, means: Means): Promise<CheckedServer> {
  const state: ServerState = {
    target,
    subject: formatAddress(target),
    addresses: [],
    place: undefined,
    firstBytes: undefined,
    tls: undefined,
    likelyBroker: undefined,
    versions: undefined,
    mechanisms: undefined,
    sessionLifetimeMs: undefined
  }
  let isReachable = false
  try {
    await checkName(state, means)
    await checkTcp(state, means)
    await checkFirstBytes(state, means)
    checkVersions(state, means)
    await checkAuthentication(state, means)
    isReachable = true
  } catch (error) {
    if (!StepFailed.isOne(error)) throw error
    means.notebook.failed(error.step, state.subject, error.text, error.problem)
  }
  const { addresses, firstBytes, place, ...found } = state
  const { host, port, nodeId } = target
  const { tls, likelyBroker, versions, mechanisms, sessionLifetimeMs } = found
  const known = { tls, likelyBroker, versions, mechanisms, sessionLifetimeMs }
  const report = { host, port, nodeId, isReachable, addresses, speaker: firstBytes?.speaker, ...known }
  return { report, place: isReachable ? place : undefined }
}

async function checkName(state: ServerState, { options, notebook }: Means): Promise<void> {
  const { host } = state.target
  const limit = new TimeLimit(options.timeoutMs, options.signal)
  try {
    const { addresses, elapsedMs, isLiteral } = await resolveName(host, options.lookup, limit.signal)
    if (addresses.length === 0) throw Object.assign(new Error('the resolver gave no address'), { code: 'ENODATA' })
    state.addresses = [...addresses]
    if (!isLiteral) notebook.ok('dns', state.subject, `${host} is ${addresses.map(({ address }) => address).join(', ')}`, elapsedMs)
  } catch (error) {
    options.signal.throwIfAborted()
    const reason = limit.isOver ? 'the resolver did not answer in time' : ((error as NodeJS.ErrnoException).code ?? messageOf(error))
    throw new StepFailed('dns', `${host} does not resolve (${reason})`, {
      cause: `The name ${host} does not resolve on this machine (${reason}).`,
      remedy: `On this machine: check the spelling of ${host}, and the DNS server or /etc/hosts.`
    })
  } finally {
    limit.end()
  }
}

// All addresses are tried, side by side: clients differ in which one they take.
async function checkTcp(state: ServerState, { options, notebook }: Means): Promise<void> {
  const { host, port } = state.target
  const results = await Promise.all(
    state.addresses.map(async ({ address, family }) => {
      const { socket, ...result } = await tryTcp({ host, port, address }, options)
      socket?.destroy()
      return { ...result, address, family }
    })
  )
  state.addresses = results.map(({ address, family, outcome, elapsedMs }) => ({
    address,
    family,
    tcp: outcome,
    tcpMs: Math.round(elapsedMs)
  }))
  const reached = results.find(({ outcome }) => outcome === 'connected')
  const [first] = results
  if (reached === undefined && first !== undefined) {
    const text = results.map(({ address, outcome, code }) => `${address} ${tcpWord(outcome, code)}`).join(', ')
    throw new StepFailed('tcp', text, { cause: `${upper(tcpClause(first, port, options.timeoutMs))}.`, remedy: tcpRemedy(first, port) })
  }
  if (reached === undefined) return
  state.place = { host, port, address: reached.address }
  for (const { address, family, outcome, code, elapsedMs } of results) {
    if (outcome === 'connected') notebook.ok('tcp', state.subject, `${address} accepts connections`, elapsedMs)
    else {
      const isIPv6First = family === 6 && address === first?.address && reached.family === 4
      notebook.warning('tcp', state.subject, `${address} ${tcpWord(outcome, code)}`, {
        cause: isIPv6First
          ? `${host} resolves to the IPv6 address ${address} first, which ${tcpWord(outcome, code)}, and to ${reached.address}, where the broker answers.`
          : `${host} has ${results.length} addresses, and ${address} ${tcpWord(outcome, code)}.`,
        remedy: isIPv6First
          ? `On this machine: write ${reached.address}:${port} as the server. Or on the broker: listen on IPv6 as well. kafkawire tries all addresses; other clients may wait for the first one.`
          : `In DNS: remove ${address} from ${host}, or start the broker there. kafkawire tries all addresses; other clients may not.`
      })
    }
  }
}

const upper = (text: string): string => text.replace(/^[a-z]/, first => first.toUpperCase())
