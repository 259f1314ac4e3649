import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type ClusterOptions, loadCluster, runningProcesses } from '../cluster/cluster.ts'
import { isProcessAlive } from '../cluster/processes.ts'
import { kdcPort, LISTENERS, movedBasePort, portOf } from '../listeners.ts'
import { cacheDir } from './cache.ts'

const FIRST_BASE_PORT = 19_092
const PORTS_PER_CLUSTER = 100
const MAX_TRIES = 90

interface Reservation {
  readonly pid: number
  readonly dir: string
}

/**
 * Reserves the base port of a cluster that is about to start: the port that the options name, or
 * the first hundred ports that nobody uses. A file in the cache stores the reservation, so that
 * another cluster does not take the ports before the brokers listen or while a node is stopped.
 */
export async function reserveBasePort(options: ClusterOptions): Promise<number> {
  if (options.basePort !== undefined) {
    if (await reserve(options.basePort, options)) return options.basePort
    throw new Error(`one of the ports from ${options.basePort} on is in use: choose another --base-port, or omit it`)
  }
  for (let base = FIRST_BASE_PORT; base < FIRST_BASE_PORT + MAX_TRIES * PORTS_PER_CLUSTER; base += PORTS_PER_CLUSTER)
    if (await reserve(base, options)) return base
  throw new Error(
    `no free ports for a cluster were found between ${FIRST_BASE_PORT} and ${FIRST_BASE_PORT + MAX_TRIES * PORTS_PER_CLUSTER}`
  )
}

/** Releases the reservation of a base port, if it belongs to the cluster in `dir`. */
export function releaseBasePort(base: number, dir: string): void {
  if (readReservation(base)?.dir === dir) rmSync(reservationFile(base), { force: true })
}

async function reserve(base: number, options: ClusterOptions): Promise<boolean> {
  if (!take(base, options.dir)) return false
  for (const port of portsOf(base, options)) {
    if (await isFree(port)) continue
    releaseBasePort(base, options.dir)
    return false
  }
  return true
}

function portsOf(base: number, { nodes }: ClusterOptions): number[] {
  const ports = [kdcPort(base), portOf(base, 1, 'ZOOKEEPER')]
  for (let node = 1; node <= nodes; node++) {
    ports.push(portOf(base, node, 'CONTROLLER'))
    for (const place of [base, movedBasePort(base)]) ports.push(...LISTENERS.map(listener => portOf(place, node, listener)))
  }
  return ports
}

function take(base: number, dir: string): boolean {
  const held = readReservation(base)
  if (held && isHeld(held)) return false
  if (held) rmSync(reservationFile(base), { force: true })
  mkdirSync(join(cacheDir(), 'ports'), { recursive: true })
  try {
    writeFileSync(reservationFile(base), JSON.stringify({ pid: process.pid, dir } satisfies Reservation), { flag: 'wx' })
  } catch {
    return false // Another process was faster.
  }
  return readReservation(base)?.dir === dir
}

function isHeld({ pid, dir }: Reservation): boolean {
  if (isProcessAlive(pid)) return true
  try {
    return runningProcesses(loadCluster(dir)).length > 0
  } catch {
    return false
  }
}

function readReservation(base: number): Reservation | undefined {
  try {
    return JSON.parse(readFileSync(reservationFile(base), 'utf8')) as Reservation
  } catch {
    return undefined
  }
}

function reservationFile(base: number): string {
  return join(cacheDir(), 'ports', `${base}.json`)
}

// The port must be free on ::1 too, because `localhost` may resolve to it first and then reach the
// broker of another program.
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'))
    server.listen({ port, host }, () => server.close(() => resolve(true)))
  })
}
