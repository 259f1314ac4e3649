import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type Cluster, configOperations, configResourceTypes, type TelemetryEvent } from '../../../src/index.ts'
import { IncrementalAlterConfigs } from '../../../src/messages.ts'
import { afterTest } from '../process/channels.ts'

/** Makes a subscription of client metrics, or changes it. */
export async function subscribeTo(cluster: Cluster, configs: Readonly<Record<string, string>>, name = 'all'): Promise<void> {
  const entries = Object.entries(configs).map(([key, value]) => ({ name: key, configOperation: configOperations.SET, value }))
  const resources = [{ resourceType: configResourceTypes.CLIENT_METRICS, resourceName: name, configs: entries }]
  const { responses } = await cluster.send(IncrementalAlterConfigs, { resources })
  if (responses[0]?.errorCode !== 0) throw new Error(`the subscription was refused: ${responses[0]?.errorMessage}`)
}

/** All events of telemetry until the end of the test, in order. */
export function listenToTelemetry(): TelemetryEvent[] {
  const heard: TelemetryEvent[] = []
  const listener = (event: unknown): void => void heard.push(event as TelemetryEvent)
  subscribe('kafkawire:telemetry', listener)
  afterTest(() => void unsubscribe('kafkawire:telemetry', listener))
  return heard
}
