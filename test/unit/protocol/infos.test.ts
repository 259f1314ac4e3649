import { expect, test } from 'vitest'
import { apis } from '../../../src/messages.ts'
import { apiInfos, infoByKey } from '../../../src/protocol/messages/infos.ts'

test('the facts of all APIs are those of their messages', () => {
  const facts = apis.map(({ name, key, minVersion, maxVersion, flexibleFrom, unstableVersions }) => {
    const info = { name, key, minVersion, maxVersion, flexibleFrom }
    return unstableVersions === undefined ? info : { ...info, unstableVersions }
  })
  expect(apiInfos).toStrictEqual(facts)
  expect(infoByKey.get(74)?.name).toBe('ListConfigResources')
})
