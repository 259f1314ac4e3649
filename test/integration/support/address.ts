/**
 * The host and the port of the first broker in a list of bootstrap servers, such as
 * KAFKA_BOOTSTRAP.
 */
export function firstAddress(bootstrap: string): { host: string; port: number } {
  const address = /^(?:\[([^\]]+)\]|([^:,]+)):(\d+)$/.exec(bootstrap.split(',')[0]?.trim() ?? '')
  const host = address?.[1] ?? address?.[2]
  const port = Number(address?.[3])
  if (!host || port < 1 || port > 65_535)
    throw new Error(`KAFKA_BOOTSTRAP is '${bootstrap}': it must be host:port, or several of these separated by commas`)
  return { host, port }
}
