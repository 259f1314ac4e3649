/** The host and the port of the first broker in a list of bootstrap servers, as KAFKA_BOOTSTRAP gives it. */
export function firstAddress(bootstrap: string): { host: string; port: number } {
  const address = /^(?:\[([^\]]+)\]|([^:,]+)):(\d+)$/.exec(bootstrap.split(',')[0]?.trim() ?? '')
  const host = address?.[1] ?? address?.[2]
  const port = Number(address?.[3])
  if (!host || port < 1 || port > 65_535)
    throw new Error(`KAFKA_BOOTSTRAP is '${bootstrap}': it takes host:port, several with commas between`)
  return { host, port }
}
