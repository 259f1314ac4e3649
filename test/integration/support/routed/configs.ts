import { expect, test } from 'vitest'
import { type ConfigOperation, configOperations, configResourceTypes, throwIfError } from '../../../../src/index.ts'
import { AlterConfigs, DescribeConfigs, DescribeLogDirs, IncrementalAlterConfigs } from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { PARTITIONS, type Setting } from './setting.ts'

const ALL_NODES = [1, 2, 3]
const { TOPIC, BROKER } = configResourceTypes
const { SET, DELETE } = configOperations

/** Tests of the APIs for what each broker keeps for itself: its configs and its disks. */
export function configTests(at: () => Setting): void {
  const describe = async (resources: readonly (readonly [type: number, name: string, key: string])[]) => {
    const asked = resources.map(([resourceType, resourceName, key]) => ({ resourceType, resourceName, configurationKeys: [key] }))
    const { response, nodeIds } = await at().routed.send(DescribeConfigs, { resources: asked })
    const values = throwIfError(response).results.map(({ resourceName, configs }) => [resourceName, configs[0]?.value])
    return { values, nodeIds }
  }

  test('DescribeConfigs asks each broker for its own configs, and any broker for those of a topic', async () => {
    const { topic } = at()
    const { values, nodeIds } = await describe([
      [BROKER, '3', 'node.id'],
      [TOPIC, topic, 'min.insync.replicas'],
      [BROKER, '1', 'node.id'],
      [BROKER, '2', 'node.id']
    ])
    expect(values).toEqual([
      ['3', '3'],
      [topic, '2'],
      ['1', '1'],
      ['2', '2']
    ])
    expect(nodeIds).toEqual(ALL_NODES)
  })

  test('IncrementalAlterConfigs and AlterConfigs change two brokers and a topic together', async () => {
    const { routed, topic } = at()
    const [first, second] = [settings(topic, '11', '7200000'), settings(topic, '12', '8200000')]
    const names = first.map(({ resourceName }) => resourceName)
    const current = async (): Promise<unknown> => {
      const { values } = await describe(first.map(({ resourceType, resourceName, name }) => [resourceType, resourceName, name]))
      return values
    }
    const altered = await routed.send(IncrementalAlterConfigs, { resources: changes(first, SET), validateOnly: false })
    expect(altered.nodeIds).toEqual(expect.arrayContaining([2, 3]))
    expect(throwIfError(altered.response).responses.map(({ resourceName }) => resourceName)).toEqual(names)
    await eventually(async () => expect(await current()).toEqual(first.map(({ resourceName, value }) => [resourceName, value])))

    const replaced = await routed.send(AlterConfigs, { resources: changes(second), validateOnly: false })
    expect(replaced.nodeIds).toEqual(expect.arrayContaining([2, 3]))
    expect(throwIfError(replaced.response).responses.map(({ resourceName }) => resourceName)).toEqual(names)
    await eventually(async () => expect(await current()).toEqual(second.map(({ resourceName, value }) => [resourceName, value])))
    throwIfError((await routed.send(IncrementalAlterConfigs, { resources: changes(first, DELETE), validateOnly: false })).response)
  })

  test('DescribeLogDirs returns the disks of all brokers', async () => {
    const { routed, own, topic } = at()
    const { response, nodeIds } = await routed.send(DescribeLogDirs, { topics: [{ topic, partitions: [...PARTITIONS] }] })
    expect(nodeIds).toEqual(ALL_NODES)
    const { results } = throwIfError(response)
    expect(results.map(({ logDir }) => logDir).sort()).toEqual(own.nodes.map(nodeId => `${own.harness.dir}/node${nodeId}/data`))
    for (const { topics } of results) {
      expect(topics[0]?.partitions.map(({ partitionIndex }) => partitionIndex).sort()).toEqual(PARTITIONS)
    }
  })
}

interface Named {
  readonly resourceType: number
  readonly resourceName: string
  readonly name: string
  readonly value: string
}

// A broker refuses a number of threads that is more than twice the present one.
function settings(topic: string, threads: string, retention: string): Named[] {
  return [
    { resourceType: BROKER, resourceName: '2', name: 'background.threads', value: threads },
    { resourceType: TOPIC, resourceName: topic, name: 'retention.ms', value: retention },
    { resourceType: BROKER, resourceName: '3', name: 'background.threads', value: threads }
  ]
}

function changes(all: readonly Named[], configOperation: ConfigOperation = SET) {
  return all.map(({ resourceType, resourceName, name, value }) => {
    return { resourceType, resourceName, configs: [{ name, configOperation, value: configOperation === SET ? value : null }] }
  })
}
