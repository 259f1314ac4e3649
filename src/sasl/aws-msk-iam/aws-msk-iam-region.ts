import { configurationError } from '../../options.ts'

// As brokers are called: b-1.name.id.c2.kafka.us-east-1.amazonaws.com, boot-id.c1.kafka-serverless.…, and in China ….amazonaws.com.cn.
const BROKER_OF_REGION =
  /\.kafka(?:-serverless)?\.(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu)\.?$/i

/** Whether text may be a region: it becomes a part of what is signed. */
export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]+$/i.test(value)
}

/** The region that a broker's name tells, else the one of the environment. Throws `KAFKA_CONFIGURATION` where neither does. */
export function findRegion(host: string): string {
  const region = BROKER_OF_REGION.exec(host)?.groups?.['region']
  if (region !== undefined) return region.toLowerCase()
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const fromEnvironment = AWS_REGION || AWS_DEFAULT_REGION
  if (isRegion(fromEnvironment)) return fromEnvironment
  const why = fromEnvironment ? 'AWS_REGION or AWS_DEFAULT_REGION holds something else' : 'neither AWS_REGION nor AWS_DEFAULT_REGION is set'
  throw configurationError('awsMskIam', [`no region: the name ${host} tells none, and ${why}; give the region option`])
}
