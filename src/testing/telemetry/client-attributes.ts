import { parseSelector } from '../configs/client-metrics-configs.ts'
import type { ConfigValues } from '../configs/cluster-configs.ts'
import { listOf } from '../configs/config-rules.ts'

/** What the selectors of a subscription can match; null if the client did not say. */
export interface ClientAttributes {
  readonly client_instance_id: string
  readonly client_id: string
  readonly client_software_name: string | null
  readonly client_software_version: string | null
  readonly client_source_address: string
  readonly client_source_port: string
}

/** Whether a client is one of those that a subscription asks: each selector must match. */
export function isAsked(attributes: ClientAttributes, subscription: ConfigValues): boolean {
  return listOf(subscription.get('match') ?? '').every(text => {
    const selector = parseSelector(text)
    const value = selector && attributes[selector.property as keyof ClientAttributes]
    return value !== undefined && value !== null && selector?.pattern.test(value)
  })
}
