import { expect, test } from 'vitest'
import {
  aclOperations,
  aclPermissions,
  configResourceTypes,
  patternTypes,
  quotaMatchTypes,
  resourceTypes,
  throwIfError
} from '../../../../src/index.ts'
import {
  AlterClientQuotas,
  ApiVersions,
  CreateAcls,
  DeleteAcls,
  DescribeAcls,
  DescribeClientQuotas,
  ListClientMetricsResources,
  ListConfigResources
} from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { uniqueName } from '../topics.ts'
import type { Setting } from './setting.ts'

/** Tests of the APIs that any broker answers, or forwards to the controller. */
export function accessTests(at: () => Setting): void {
  test('AlterClientQuotas sets quotas of two clients, and DescribeClientQuotas returns them', async () => {
    const { routed } = at()
    const clients = [uniqueName('client'), uniqueName('client')]
    const change = (remove: boolean) =>
      clients.map((entityName, i) => {
        return { entity: [{ entityType: 'client-id', entityName }], ops: [{ key: 'producer_byte_rate', value: 1_000 + i, remove }] }
      })
    const { response } = await routed.send(AlterClientQuotas, { entries: change(false), validateOnly: false })
    expect(new Set(throwIfError(response).entries.map(({ entity }) => entity[0]?.entityName))).toEqual(new Set(clients))
    for (const [i, match] of clients.entries()) {
      const components = [{ entityType: 'client-id', matchType: quotaMatchTypes.EXACT, match }]
      await eventually(async () => {
        const { response: described } = await routed.send(DescribeClientQuotas, { components, strict: true })
        expect(throwIfError(described).entries?.map(({ values }) => values)).toEqual([[{ key: 'producer_byte_rate', value: 1_000 + i }]])
      })
    }
    throwIfError((await routed.send(AlterClientQuotas, { entries: change(true), validateOnly: false })).response)
  })

  test('CreateAcls creates two rules, DescribeAcls finds them, and DeleteAcls removes them', async () => {
    const { routed } = at()
    const names = [uniqueName('guarded'), uniqueName('guarded')]
    const principal = `User:${uniqueName('user')}`
    const creations = names.map(resourceName => {
      return {
        resourceType: resourceTypes.TOPIC,
        resourceName,
        resourcePatternType: patternTypes.LITERAL,
        principal,
        host: '*',
        operation: aclOperations.READ,
        permissionType: aclPermissions.ALLOW
      }
    })
    const { response: made } = await routed.send(CreateAcls, { creations })
    expect(throwIfError(made).results.map(({ errorCode }) => errorCode)).toEqual([0, 0])
    const filter = {
      resourceTypeFilter: resourceTypes.TOPIC,
      patternTypeFilter: patternTypes.LITERAL,
      principalFilter: principal,
      hostFilter: null
    }
    const all = { ...filter, operation: aclOperations.ANY, permissionType: aclPermissions.ANY }
    const found = async () => {
      const { response } = await routed.send(DescribeAcls, { ...all, resourceNameFilter: null })
      return throwIfError(response)
        .resources.map(({ resourceName }) => resourceName)
        .sort()
    }
    await eventually(async () => expect(await found()).toEqual([...names].sort()))
    const filters = names.map(resourceNameFilter => ({ ...all, resourceNameFilter }))
    const { response: gone } = await routed.send(DeleteAcls, { filters })
    expect(throwIfError(gone).filterResults.map(({ matchingAcls }) => matchingAcls.map(each => each.resourceName))).toEqual(
      names.map(name => [name])
    )
    await eventually(async () => expect(await found()).toEqual([]))
  })

  test('ApiVersions, ListConfigResources and ListClientMetricsResources are answered by any broker', async () => {
    const { routed, topic } = at()
    const { response: versions } = await routed.send(ApiVersions, { clientSoftwareName: 'kafkawire', clientSoftwareVersion: '1' })
    expect(throwIfError(versions).finalizedFeatures.map(({ name }) => name)).toContain('transaction.version')
    const { response: resources } = await routed.send(ListConfigResources, { resourceTypes: [configResourceTypes.TOPIC] })
    expect(throwIfError(resources).configResources.map(({ resourceName }) => resourceName)).toContain(topic)
    const { response: metrics } = await routed.send(ListClientMetricsResources, {})
    expect(throwIfError(metrics).clientMetricsResources).toEqual([])
  })
}
