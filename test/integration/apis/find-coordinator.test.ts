import { describe, expect, test } from 'vitest'
import { type Connection, connect, coordinatorTypes, type Decoded, throwIfError } from '../../../src/index.ts'
import { FindCoordinator, type FindCoordinatorResponse, Metadata } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

const FIRST_WITH_TYPES = 1
const FIRST_OF_MANY = 4

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), FindCoordinator)
  const address = firstAddress(broker.bootstrap)

  describe(`FindCoordinator of ${broker.name}`, () => {
    test(`the tests send FindCoordinator in every version that the broker offers: ${versions.join(' ')}`, () => {
      if (broker.version !== undefined) expect(versions).toEqual(versionsBetween(0, 6))
    })

    test.each(versions.filter(version => version < FIRST_OF_MANY))(
      'FindCoordinator v%i names the broker that coordinates a group',
      async version => {
        await using connection = await connect(address)
        const { nodeId, host, port } = await find(connection, { key: uniqueName('group') }, version)
        expect(await brokersOf(connection)).toContainEqual({ nodeId, host, port })
      }
    )

    test.each(versions.filter(version => version >= FIRST_WITH_TYPES && version < FIRST_OF_MANY))(
      'FindCoordinator v%i names the broker that coordinates a transactional id',
      async version => {
        await using connection = await connect(address)
        const { nodeId, host, port } = await find(
          connection,
          { key: uniqueName('transaction'), keyType: coordinatorTypes.TRANSACTION },
          version
        )
        expect(await brokersOf(connection)).toContainEqual({ nodeId, host, port })
      }
    )

    test.each(
      versions
        .filter(version => version >= FIRST_OF_MANY)
        .flatMap(version => [
          [version, coordinatorTypes.GROUP],
          [version, coordinatorTypes.TRANSACTION]
        ])
    )('FindCoordinator v%i names the coordinators of several keys of type %i at once', async (version, keyType) => {
      await using connection = await connect(address)
      const keys = [uniqueName('first'), uniqueName('second')]
      const { coordinators } = await find(connection, { coordinatorKeys: keys, keyType }, version)
      expect(coordinators.map(({ key }) => key).sort()).toEqual(keys.sort())
      const known = await brokersOf(connection)
      for (const { nodeId, host, port } of coordinators) expect(known).toContainEqual({ nodeId, host, port })
    })

    test('FindCoordinator goes in a version that can carry the request when no version is given', async () => {
      await using connection = await connect(address)
      const key = uniqueName('group')
      expect(await find(connection, { key })).toMatchObject({ errorCode: 0, coordinators: [] })
      expect(await find(connection, { coordinatorKeys: [key] })).toMatchObject({ nodeId: 0, coordinators: [{ key }] })
    })
  })
}

// The broker makes its internal topics at the first request for a coordinator. Until they exist
// there is no coordinator.
function find(
  connection: Connection,
  request: Parameters<typeof FindCoordinator.encodeRequest>[1],
  version?: number
): Promise<Decoded<FindCoordinatorResponse>> {
  return eventually(async () => throwIfError(await connection.send(FindCoordinator, request, { version })))
}

async function brokersOf(connection: Connection): Promise<unknown[]> {
  const { brokers: all } = await connection.send(Metadata, { topics: [] })
  return all.map(({ nodeId, host, port }) => ({ nodeId, host, port }))
}
