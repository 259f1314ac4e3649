import type { ApiFacts, Conflict, MessageFacts, SchemaIndex } from './definitions.ts'
import { hasVersion, listVersions } from './versions.ts'

/**
 * Builds `index.json`: the APIs by key with their header versions, the other messages, and the
 * conflicts. Conflicts that it finds itself are added to `conflicts`.
 */
export function buildIndex(releases: readonly string[], messages: ReadonlyMap<string, MessageFacts>, conflicts: Conflict[]): SchemaIndex {
  const all = [...messages.values()]
  const apis = all.filter(m => m.type === 'request').map(request => buildApi(request, messages, conflicts))
  apis.sort((a, b) => a.key - b.key)
  for (const key of new Set(apis.map(api => api.key))) {
    const names = apis.filter(api => api.key === key).map(api => api.name)
    if (names.length > 1) conflicts.push({ where: names.join(' / '), kind: 'two names for one API key', key })
  }
  return {
    releases,
    apis,
    data: all.filter(m => m.type === 'data').map(m => m.name),
    headers: all.filter(m => m.type === 'header').map(m => m.name),
    removedAliases: [],
    conflicts
  }
}

function buildApi(request: MessageFacts, messages: ReadonlyMap<string, MessageFacts>, conflicts: Conflict[]): ApiFacts {
  const name = request.name.replace(/Request$/, '')
  const response = messages.get(`${name}Response`)
  if (response === undefined || request.apiKey === undefined) throw new Error(`${request.name} has no ${response ? 'API key' : 'response'}`)
  if (response.validVersions !== request.validVersions) {
    conflicts.push({ where: name, kind: 'request and response versions differ', q: request.validVersions, r: response.validVersions })
  }
  const versions = listVersions(request.validVersions)
  return {
    key: request.apiKey,
    name,
    listeners: request.listeners ?? [],
    validVersions: request.validVersions,
    flexibleVersions: request.flexibleVersions,
    ...(request.unstableVersions && { unstableVersions: request.unstableVersions }),
    releases: request.releases,
    requestHeader: Object.fromEntries(versions.map(v => [v, requestHeaderVersion(name, hasVersion(request.flexibleVersions, v), v)])),
    responseHeader: Object.fromEntries(versions.map(v => [v, responseHeaderVersion(name, hasVersion(response.flexibleVersions, v))]))
  }
}

// KIP-482: flexible versions have the header with tagged fields. The header of ControlledShutdown
// v0 has no client id, because it is older.
function requestHeaderVersion(name: string, flexible: boolean, version: number): number {
  if (name === 'ControlledShutdown' && version === 0) return 0
  return flexible ? 2 : 1
}

// KIP-511: a client may send a version that the broker lacks, and must be able to read the header
// of the answer nevertheless.
function responseHeaderVersion(name: string, flexible: boolean): number {
  return flexible && name !== 'ApiVersions' ? 1 : 0
}
