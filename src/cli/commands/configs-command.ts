import { configOperations, configResourceTypes, configSources, errorCodes } from '../../index.ts'
import { DescribeConfigs, IncrementalAlterConfigs } from '../../messages.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { CommandError } from '../command-error.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import { actionOf } from '../frame/actions.ts'
import type { Command, Run } from '../frame/command.ts'
import { entryOf } from '../frame/entries.ts'
import { Outcomes } from '../frame/outcome-lines.ts'
import { sorted } from '../frame/sorted.ts'
import { noTopic } from '../topics/no-topic.ts'

const ACTIONS = {
  describe: { min: 2, max: 1_000, of: 'a type, a name, and perhaps settings', flags: ['all'] },
  set: { min: 3, max: 1_000, of: 'a type, a name, and one or more NAME=VALUE', flags: ['dry-run'] },
  delete: { min: 3, max: 1_000, of: 'a type, a name, and one or more settings', flags: ['dry-run'] }
} as const

const TYPES: Readonly<Record<string, number>> = {
  topic: configResourceTypes.TOPIC,
  broker: configResourceTypes.BROKER,
  'broker-logger': configResourceTypes.BROKER_LOGGER,
  'client-metrics': configResourceTypes.CLIENT_METRICS,
  group: configResourceTypes.GROUP
}
const SOURCES = new Map<number, string>(Object.entries(configSources).map(([name, source]) => [source, name]))
const HIDDEN = '(hidden)'

/** `kafkawire configs`: the settings of topics, brokers and groups. */
export const command: Command = {
  name: 'configs',
  usage: 'ACTION TYPE NAME [SETTING...]',
  description:
    'Shows and changes settings. ACTION is describe, set or delete. TYPE is topic, broker, broker-logger, client-metrics or group. The NAME of a broker is its id; "" is the default of all brokers. delete brings back the default. A broker never shows the value of a password.',
  arguments: { name: 'ACTION TYPE NAME', min: 1, max: 1_001 },
  flags: {
    all: { help: 'describe: also the settings that have their default value' },
    'dry-run': { help: 'set, delete: the broker checks the request, and changes nothing' }
  },
  connects: true,
  examples: [
    'configs describe topic orders --all --bootstrap localhost:9092',
    'configs describe broker 1 log.retention.ms --bootstrap localhost:9092',
    'configs set topic orders retention.ms=86400000 cleanup.policy=compact,delete --bootstrap localhost:9092',
    'configs delete topic orders retention.ms --bootstrap localhost:9092'
  ],
  run
}

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

async function run(run: Run): Promise<number> {
  const { given } = run
  const { action, names } = actionOf(given, ACTIONS)
  const [type = '', resourceName = '', ...settings] = names
  const resourceType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (resourceType === undefined) throw given.refuse(`there is no type ${type}: it is one of ${Object.keys(TYPES).join(', ')}`)
  const resource = { resourceType, resourceName }
  if (action === 'describe') return await describe(run, resource, settings)
  return await alter(run, resource, action, settings)
}

async function describe(run: Run, resource: Resource, settings: readonly string[]): Promise<number> {
  const configurationKeys = settings.length === 0 ? null : settings
  const answer = await withCluster(run, cluster => cluster.send(DescribeConfigs, { resources: [{ ...resource, configurationKeys }] }))
  const unknown = answer.results.find(({ errorCode }) => errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  if (unknown !== undefined) throw new CommandError(noTopic(unknown.resourceName), exitCodes.TOPIC)
  const [result] = throwIfError(answer).results
  const isShown = settings.length > 0 || run.given.is('all')
  const configs = sorted(result?.configs ?? [], ({ name }) => name)
    .filter(({ configSource }) => isShown || configSource !== configSources.DEFAULT_CONFIG)
    .map(({ name, value, configSource, readOnly, isSensitive }) => ({
      name,
      value,
      source: SOURCES.get(configSource) ?? String(configSource),
      readOnly,
      isSensitive
    }))
  if (run.output.isJson) for (const each of configs) run.output.json(each)
  else if (configs.length === 0) run.output.line('all settings have their default value: --all shows them')
  else
    run.output.table(
      ['SETTING', 'VALUE', 'SOURCE'],
      configs.map(({ name, value, source, isSensitive }) => [name, isSensitive ? HIDDEN : (value ?? '-'), source])
    )
  const missing = settings.filter(name => !configs.some(each => each.name === name))
  for (const name of missing) run.output.note(`kafkawire: configs: there is no setting ${name}`)
  return missing.length === 0 ? exitCodes.OK : exitCodes.BROKER_ERROR
}

async function alter(run: Run, resource: Resource, action: 'set' | 'delete', settings: readonly string[]): Promise<number> {
  const { given } = run
  const configOperation = action === 'set' ? configOperations.SET : configOperations.DELETE
  const entries = settings.map((text): [string, string | null] => {
    if (action === 'set') return entryOf(given, 'a setting', text)
    if (text.includes('=')) throw given.refuse(`delete takes names of settings, not "${text}"`)
    return [text, null]
  })
  const configs = entries.map(([name, value]) => ({ name, value, configOperation }))
  const validateOnly = given.is('dry-run')
  const answer = await withCluster(run, cluster =>
    cluster.send(IncrementalAlterConfigs, { resources: [{ ...resource, configs }], validateOnly })
  )
  const outcomes = new Outcomes(run.output, 'configs', 'resource')
  for (const { resourceName, errorCode, errorMessage } of answer.responses)
    outcomes.add(resourceName, validateOnly ? 'can be changed' : 'changed', errorCode, errorMessage)
  return outcomes.end()
}
