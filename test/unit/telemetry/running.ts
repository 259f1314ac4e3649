import { type Api, type Cluster, type ClusterOptions, connectCluster, type Decoded } from '../../../src/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { subscribeTo } from '../../support/telemetry/telemetry-client.ts'

export const INTERVAL_MS: number = 100 // the shortest one that Kafka accepts
export const PRODUCER: string = 'org.apache.kafka.producer.'
export const EVERYTHING: Readonly<Record<string, string>> = { metrics: '*', 'interval.ms': String(INTERVAL_MS) }

export const start = (options: TestingClusterOptions = {}): Promise<TestingCluster> =>
  startTestingCluster({ telemetry: true, topics: { orders: 3 }, ...options })

export function open(
  kafka: TestingCluster,
  telemetry: ClusterOptions['telemetry'] = true,
  more: Partial<ClusterOptions> = {}
): Promise<Cluster> {
  return connectCluster({ bootstrapServers: kafka.bootstrap, telemetry, ...more })
}

// Subscriptions are made before the client connects: it asks for them at once, and then only after
// the interval that it was told.
export async function started(
  configs: Readonly<Record<string, string>> = EVERYTHING,
  options: TestingClusterOptions = {}
): Promise<TestingCluster> {
  const kafka = await start(options)
  await using admin = await connectCluster({ bootstrapServers: kafka.bootstrap })
  await subscribeTo(admin, configs)
  return kafka
}

// Notes the requests of an API, which the brokers answer as ever.
export function noteRequests<Req, Res>(kafka: TestingCluster, api: Api<Req, Res>): Decoded<Req>[] {
  const noted: Decoded<Req>[] = []
  kafka.on(api, ({ message }, next) => {
    noted.push(message)
    return next()
  })
  return noted
}
