import { configurationError } from '../../options.ts'

// Host names of brokers: b-1.name.id.c2.kafka.us-east-1.amazonaws.com,
// boot-id.c1.kafka-serverless.…, and in China ….amazonaws.com.cn.
const BROKER_OF_REGION =
  /\.kafka(?:-serverless)?\.(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu)\.?$/i

/** Whether a value may be the name of a region: it becomes a part of the signed text. */
export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]+$/i.test(value)
}

/**
 * The region in a broker's host name, else the region of the environment. Throws
 * `KAFKA_CONFIGURATION` if neither has one.
 */
export function findRegion(host: string): string {
  const region = BROKER_OF_REGION.exec(host)?.groups?.['region']
  if (region !== undefined) return region.toLowerCase()
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const fromEnvironment = AWS_REGION || AWS_DEFAULT_REGION
  if (isRegion(fromEnvironment)) return fromEnvironment
  const why = fromEnvironment
    ? 'AWS_REGION or AWS_DEFAULT_REGION is not the name of a region'
    : 'neither AWS_REGION nor AWS_DEFAULT_REGION is set'
  throw configurationError('awsMskIam', [`no region: the host name ${host} has none, and ${why}; give the region option`])
}
