import { describe, expect, test } from 'vitest'
import { alterConfigsShards, describeConfigsShards } from '../../../../../src/cluster/routing/shards/admin/configs.ts'
import { describeLogDirsShards } from '../../../../../src/cluster/routing/shards/admin/describe-log-dirs.ts'
import { listGroupsShards } from '../../../../../src/cluster/routing/shards/groups/list-groups.ts'
import { listTransactionsShards } from '../../../../../src/cluster/routing/shards/transactions/list-transactions.ts'
import { errorCodes } from '../../../../../src/protocol/codes/index.ts'
import { DescribeLogDirs } from '../../../../../src/protocol/messages/describe-log-dirs.ts'
import { ListGroups } from '../../../../../src/protocol/messages/list-groups.ts'
import { ListTransactions } from '../../../../../src/protocol/messages/list-transactions.ts'
import { decoded, fixedMap } from './fixed-map.ts'

const map = fixedMap([3, 1])

describe('a request to all brokers', () => {
  test('a request to all brokers is the same for each, and is unrouted while no broker is known', () => {
    const request = {}
    const { parts, unrouted } = listGroupsShards.split(request, map)
    expect(parts.map(({ to }) => to)).toEqual([{ nodeId: 3 }, { nodeId: 1 }])
    expect(parts.every(part => part.request === request)).toBe(true)
    expect(unrouted).toBeUndefined()
    expect(listGroupsShards.split(request, fixedMap([]))).toEqual({ parts: [], unrouted: request })
  })

  test('ListGroups answers with the groups of all brokers, and with the error code of one that failed', () => {
    const groups = (errorCode: number, ...ids: string[]) =>
      decoded(ListGroups, 3, { errorCode, throttleTimeMs: errorCode, groups: ids.map(groupId => ({ groupId, protocolType: 'consumer' })) })
    const answers = [groups(0, 'g', 'h'), groups(errorCodes.COORDINATOR_NOT_AVAILABLE), groups(0, 'i')].map(response => ({
      request: {},
      response
    }))
    expect(listGroupsShards.merge({}, answers)).toEqual(groups(errorCodes.COORDINATOR_NOT_AVAILABLE, 'g', 'h', 'i'))
    expect(listGroupsShards.merge({}, answers.slice(0, 1))).toBe(answers[0]?.response)
  })

  test('ListTransactions answers with the transactions of all brokers, and each unknown filter once', () => {
    const transactions = (filters: string[], ...ids: string[]) =>
      decoded(ListTransactions, 1, {
        throttleTimeMs: 0,
        errorCode: 0,
        unknownStateFilters: filters,
        transactionStates: ids.map(transactionalId => ({ transactionalId, producerId: 1n, transactionState: 'Ongoing' }))
      })
    const request = { stateFilters: ['X'], producerIdFilters: [] }
    const answers = [transactions(['X', 'Y'], 't'), transactions(['X'], 'u')].map(response => ({ request, response }))
    expect(listTransactionsShards.merge(request, answers)).toEqual(transactions(['X', 'Y'], 't', 'u'))
  })

  test('ListGroups answers with each group once if its coordinator moved between two answers', () => {
    const listed = (...groups: [groupId: string, groupState: string][]) =>
      decoded(ListGroups, 5, {
        throttleTimeMs: 0,
        errorCode: 0,
        groups: groups.map(([groupId, groupState]) => ({ groupId, protocolType: 'consumer', groupState, groupType: 'classic' }))
      })
    const merge = (...answers: ReturnType<typeof listed>[]) =>
      listGroupsShards.merge(
        {},
        answers.map(response => ({ request: {}, response }))
      )
    expect(merge(listed(['g', 'Stable'], ['h', 'Empty']), listed(['i', 'Stable'], ['g', 'PreparingRebalance']))).toEqual(
      listed(['g', 'Stable'], ['h', 'Empty'], ['i', 'Stable'])
    )
    expect(merge(listed(['g', 'Dead'], ['h', 'Empty']), listed(['h', 'Dead'], ['g', 'Stable']))).toEqual(
      listed(['g', 'Stable'], ['h', 'Empty'])
    )
    expect(merge(listed(['g', '']), listed(['g', '']))).toEqual(listed(['g', '']))
  })

  test('ListTransactions answers with each transaction once if its coordinator moved between two answers', () => {
    const listed = (...transactions: [transactionalId: string, transactionState: string][]) =>
      decoded(ListTransactions, 1, {
        throttleTimeMs: 0,
        errorCode: 0,
        unknownStateFilters: [],
        transactionStates: transactions.map(([transactionalId, transactionState]) => ({
          transactionalId,
          producerId: 1n,
          transactionState
        }))
      })
    const request = { stateFilters: [], producerIdFilters: [] }
    const answers = [listed(['t', 'Dead'], ['u', 'Ongoing']), listed(['u', 'PrepareCommit'], ['t', 'Empty'])]
    expect(
      listTransactionsShards.merge(
        request,
        answers.map(response => ({ request, response }))
      )
    ).toEqual(listed(['t', 'Empty'], ['u', 'Ongoing']))
  })

  test('DescribeLogDirs answers with the disks of all brokers', () => {
    const disks = (...names: string[]) =>
      decoded(DescribeLogDirs, 4, { throttleTimeMs: 0, results: names.map(logDir => ({ errorCode: 0, logDir, topics: [] })) })
    const answers = [disks('/a', '/b'), disks('/a')].map(response => ({ request: { topics: null }, response }))
    expect(describeLogDirsShards.merge({ topics: null }, answers)).toEqual(disks('/a', '/b', '/a'))
  })
})

describe('a request about configs', () => {
  const of = (resourceType: number, resourceName: string) => ({ resourceType, resourceName, configurationKeys: null })
  const [topic, broker, logger, allBrokers, group] = [of(2, 'a'), of(4, '3'), of(8, '3'), of(4, ''), of(32, '3')]

  test('a request about configs goes to the brokers that it names, and the rest to any broker', () => {
    const request = { resources: [topic, broker, allBrokers, of(4, '1'), logger, group, of(4, 'three')], includeSynonyms: true }
    expect(describeConfigsShards.split(request, map).parts).toEqual([
      { to: 'any', request: { ...request, resources: [topic, allBrokers, group, of(4, 'three')] } },
      { to: { nodeId: 3 }, request: { ...request, resources: [broker, logger] } },
      { to: { nodeId: 1 }, request: { ...request, resources: [of(4, '1')] } }
    ])
    const alone = { resources: [broker, logger], validateOnly: true }
    const { parts } = alterConfigsShards.split(alone, map)
    expect(parts).toEqual([{ to: { nodeId: 3 }, request: alone }])
    expect(parts[0]?.request).toBe(alone)
  })

  test('a request about configs is answered in its order, by type and name of each resource', () => {
    const result = (resource: typeof topic, errorCode = 0) => ({ ...resource, errorCode })
    const request = { resources: [group, broker, topic] }
    const [anyone, node] = [[result(group), result(topic)], [result(broker, errorCodes.UNSUPPORTED_VERSION)]]
    const described = [{ results: anyone }, { results: node }].map(response => ({ request, response }))
    const merged = [result(group), result(broker, errorCodes.UNSUPPORTED_VERSION), result(topic)]
    expect(describeConfigsShards.merge(request, described)).toEqual({ results: merged })
    const altered = [{ responses: anyone }, { responses: node }].map(response => ({ request, response }))
    expect(alterConfigsShards.merge(request, altered)).toEqual({ responses: merged })
  })

  test('a request about configs is sent again for resources with NOT_CONTROLLER', () => {
    const request = { resources: [topic, group] }
    const response = {
      responses: [
        { ...topic, errorCode: errorCodes.NOT_CONTROLLER },
        { ...group, errorCode: errorCodes.INVALID_CONFIG }
      ]
    }
    expect(alterConfigsShards.sift?.(request, response)).toEqual({
      again: { resources: [topic] },
      settled: { request: { resources: [group] }, response: { responses: [{ ...group, errorCode: errorCodes.INVALID_CONFIG }] } },
      codes: [errorCodes.NOT_CONTROLLER],
      hints: []
    })
  })
})
