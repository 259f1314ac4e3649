import { expect, test } from 'vitest'
import { resolveClusterOptions } from '../../../../src/cluster/cluster-options.ts'
import { Seeds } from '../../../../src/cluster/metadata/seeds.ts'

test('a bootstrap server keeps its internal node id, and with it its backoff, when the function lists other servers or another order', async () => {
  const lists = [
    ['a:1', 'b:1'],
    ['c:1', 'b:1', 'a:1']
  ]
  const seeds = new Seeds(resolveClusterOptions({ bootstrapServers: () => lists.shift() ?? [] }))
  const idOf = (host: string): number | undefined => seeds.listed.find(each => each.host === host)?.nodeId
  const { signal } = new AbortController()
  await seeds.list(signal)
  const first = ['a', 'b'].map(idOf)
  await seeds.list(signal)
  expect(['a', 'b'].map(idOf)).toEqual(first)
  expect(new Set(seeds.nodeIds).size).toBe(3)
})
