import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type ClusterOptions, loadCluster, runningProcesses } from '../cluster/cluster.ts'
import { exists } from '../cluster/processes.ts'
import { kdcPort, LISTENERS, portOf, secondPlace } from '../listeners.ts'
import { cacheDir } from './cache.ts'

const FIRST = 19_092
const STEP = 100
const TRIES = 90

interface Reservation {
  readonly pid: number
  readonly dir: string
}

/**
 * The base port for a cluster about to start: the one it asks for, else the first whose hundred nobody uses. A file in the cache
 * keeps it for the cluster's folder, so that another start does not take it before the brokers listen, nor while a node is down.
 */
export async function reserveBasePort(options: ClusterOptions): Promise<number> {
  if (options.basePort !== undefined) {
    if (await reserve(options.basePort, options)) return options.basePort
    throw new Error(`a port from ${options.basePort} on is taken: choose another --base-port, or leave it out`)
  }
  for (let base = FIRST; base < FIRST + TRIES * STEP; base += STEP) if (await reserve(base, options)) return base
  throw new Error(`no free ports for a cluster were found between ${FIRST} and ${FIRST + TRIES * STEP}`)
}

/** Gives a base port back. */
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
    for (const place of [base, secondPlace(base)]) ports.push(...LISTENERS.map(listener => portOf(place, node, listener)))
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
    return false // another process was faster
  }
  return readReservation(base)?.dir === dir
}

function isHeld({ pid, dir }: Reservation): boolean {
  if (exists(pid)) return true
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

// On ::1 too: `localhost` may lead there first, and then to somebody else's broker.
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
