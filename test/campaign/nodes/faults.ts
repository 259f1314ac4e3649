import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, nodesOf } from '../../integration/harness/cluster/cluster.ts'
import { endNode, moveNode, pauseNode, resumeNode, startNode } from '../../integration/harness/cluster/nodes.ts'
import { electLeaders } from './elections.ts'
import type { View } from './view.ts'

/** A fault of one or more nodes, and how they recover. */
export interface Fault {
  /** The nodes that the fault happens to, one after the other. */
  victims(view: View, cluster: Cluster, group: string): Promise<readonly number[]>
  strike(cluster: Cluster, node: number): Promise<unknown>
  heal?(cluster: Cluster, node: number): Promise<unknown>
}

const FREEZE_MS = 20_000

const kill: Pick<Fault, 'strike' | 'heal'> = {
  strike: (cluster, node) => endNode(cluster, node, 'SIGKILL'),
  heal: startNode
}

/** The faults by their names on the command line. */
export const faults: Readonly<Record<string, Fault>> = {
  'kill-leader': { victims: async view => [await leaderOfMost(view)], ...kill },
  'kill-controller': { victims: async view => [await view.controller()], ...kill },
  'kill-coordinator': { victims: async (view, _, group) => [await view.coordinator(group)], ...kill },
  freeze: {
    victims: async view => [await leaderOfMost(view)],
    strike: async (cluster, node) => pauseNode(cluster, node),
    heal: async (cluster, node) => {
      await pause(FREEZE_MS)
      resumeNode(cluster, node)
    }
  },
  // No node fails: each partition gets another leader, several times in a few seconds.
  'elect-leaders': { victims: async view => [await leaderOfMost(view)], strike: electLeaders },
  'rolling-restart': {
    victims: async (_, cluster) => nodesOf(cluster),
    strike: (cluster, node) => endNode(cluster, node, 'SIGTERM'),
    heal: startNode
  },
  'other-ports': { victims: async (_, cluster) => nodesOf(cluster), strike: moveNode }
}

// Chooses a node that is not the active controller if there is one, so that only the loss of a
// leader is measured.
async function leaderOfMost(view: View): Promise<number> {
  const [leaders, controller] = await Promise.all([view.leaders(), view.controller()])
  const counts = new Map<number, number>()
  for (const leader of leaders) if (leader !== controller) counts.set(leader, (counts.get(leader) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most?.[0] ?? controller
}
