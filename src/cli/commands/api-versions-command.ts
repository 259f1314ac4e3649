import type { Cluster } from '../../index.ts'
import { ApiVersions, type ApiVersionsResponse, apiByKey } from '../../messages.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { VERSION } from '../../version.ts'
import { readAddresses } from '../connection/connection-settings.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { sorted } from '../frame/sorted.ts'

const ANY_NODE = 0x7fff_ffff

/** `kafkawire api-versions`: the versions that a broker speaks. */
export const command: Command = {
  name: 'api-versions',
  usage: '',
  description:
    'Shows which versions of each API a broker speaks, which of them this driver speaks, and the features of the cluster. With --against, shows only what is different in another cluster.',
  flags: {
    node: { value: 'ID', help: 'the broker with this id. Default: any broker' },
    against: { value: 'HOST:PORT,...', help: 'compare with another cluster, to which the same settings of the connection apply' }
  },
  connects: true,
  examples: [
    'api-versions --bootstrap localhost:9092',
    'api-versions --bootstrap old:9092 --against new:9092',
    'api-versions --json --node 2 --bootstrap localhost:9092 | jq .apis'
  ],
  notes: 'Exit codes of --against: 0 if both clusters have the same versions and features, 1 if they differ.',
  run
}

type Range = readonly [min: number, max: number]

/** What a broker speaks: the ranges of versions by key of the API, and the features by name. */
interface Spoken {
  readonly apis: ReadonlyMap<number, Range>
  readonly supported: ReadonlyMap<string, Range>
  readonly finalized: ReadonlyMap<string, Range>
}

async function run(run: Run): Promise<number> {
  const nodeId = run.given.integer('node', { min: 0, max: ANY_NODE })
  const against = run.given.text('against')
  if (against === undefined) return show(run, await withCluster(run, cluster => ask(cluster, nodeId)))
  readAddresses(run.given, against)
  const first = await withCluster(run, cluster => ask(cluster, nodeId))
  return compare(run, first, await withCluster(run, cluster => ask(cluster, nodeId), against))
}

async function ask(cluster: Cluster, nodeId: number | undefined): Promise<Spoken> {
  const request = { clientSoftwareName: 'kafkawire-cli', clientSoftwareVersion: VERSION }
  return spokenOf(throwIfError(await cluster.send(ApiVersions, request, nodeId === undefined ? {} : { to: { nodeId } })))
}

const spokenOf = ({ apiKeys, supportedFeatures = [], finalizedFeatures = [] }: ApiVersionsResponse): Spoken => ({
  apis: new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]])),
  supported: new Map(supportedFeatures.map(({ name, minVersion, maxVersion }) => [name, [minVersion, maxVersion]])),
  finalized: new Map(finalizedFeatures.map(({ name, minVersionLevel, maxVersionLevel }) => [name, [minVersionLevel, maxVersionLevel]]))
})

function show({ output }: Run, { apis, supported, finalized }: Spoken): number {
  const keys = sorted(apis.keys(), key => key)
  const features = sorted(supported.keys(), name => name)
  if (output.isJson) {
    output.json({
      apis: keys.map(key => ({ key, name: nameOf(key), ...rangeJson(apis.get(key)), client: rangeJson(ownRange(key)) })),
      features: features.map(name => ({ name, ...rangeJson(supported.get(name)), finalized: rangeJson(finalized.get(name)) }))
    })
    return exitCodes.OK
  }
  output.table(
    ['KEY', 'API', 'BROKER', 'CLIENT'],
    keys.map(key => [key, nameOf(key) ?? '(unknown to this driver)', rangeText(apis.get(key)), rangeText(ownRange(key))])
  )
  if (features.length === 0) return exitCodes.OK
  output.line()
  output.table(
    ['FEATURE', 'SUPPORTED', 'FINALIZED'],
    features.map(name => [name, rangeText(supported.get(name)), rangeText(finalized.get(name))])
  )
  return exitCodes.OK
}

function compare({ output }: Run, first: Spoken, second: Spoken): number {
  const apis = differences(first.apis, second.apis)
  const supported = differences(first.supported, second.supported)
  const finalized = differences(first.finalized, second.finalized)
  const isSame = apis.length + supported.length + finalized.length === 0
  const json = ([name, one, other]: Difference<string>): unknown => ({ name, first: rangeJson(one), second: rangeJson(other) })
  if (output.isJson) {
    output.json({
      same: isSame,
      apis: apis.map(([key, one, other]) => ({ key, name: nameOf(key), first: rangeJson(one), second: rangeJson(other) })),
      supportedFeatures: supported.map(json),
      finalizedFeatures: finalized.map(json)
    })
  } else if (isSame) output.line('Both clusters speak the same versions and have the same features')
  else {
    output.table(
      ['DIFFERENT', 'FIRST', 'SECOND'],
      [
        ...apis.map(([key, one, other]) => [nameOf(key) ?? `API ${key}`, rangeText(one), rangeText(other)]),
        ...supported.map(([name, one, other]) => [`feature ${name}, supported`, rangeText(one), rangeText(other)]),
        ...finalized.map(([name, one, other]) => [`feature ${name}, finalized`, rangeText(one), rangeText(other)])
      ]
    )
  }
  return isSame ? exitCodes.OK : exitCodes.FAILED
}

type Difference<K> = readonly [key: K, first: Range | undefined, second: Range | undefined]

function differences<K extends number | string>(first: ReadonlyMap<K, Range>, second: ReadonlyMap<K, Range>): Difference<K>[] {
  return sorted(new Set([...first.keys(), ...second.keys()]), key => key)
    .map((key): Difference<K> => [key, first.get(key), second.get(key)])
    .filter(([, one, other]) => rangeText(one) !== rangeText(other))
}

const nameOf = (key: number): string | null => apiByKey(key)?.name ?? null

function ownRange(key: number): Range | undefined {
  const api = apiByKey(key)
  return api === undefined ? undefined : [api.minVersion, api.maxVersion]
}

const rangeText = (range: Range | undefined): string =>
  range === undefined ? '-' : range[0] === range[1] ? String(range[0]) : `${range[0]} to ${range[1]}`

const rangeJson = (range: Range | undefined): { readonly min: number; readonly max: number } | null =>
  range === undefined ? null : { min: range[0], max: range[1] }
