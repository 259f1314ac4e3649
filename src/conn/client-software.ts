import type { ApiVersionsRequest } from '../protocol/messages/api-versions.ts'
import { VERSION } from '../version.ts'

/**
 * The name and the version of a client. Both have letters, digits, `-` and `.`, and begin and end
 * with a letter or a digit.
 */
export interface ClientSoftware {
  readonly name: string
  readonly version: string
}

/** How this package introduces itself to brokers, if nothing that is built on it does. */
export const OWN_SOFTWARE: ClientSoftware = { name: 'kafkawire', version: VERSION }

/** The fields of ApiVersions 3 and newer that introduce the client (KIP-511). */
export function introductionOf({ name, version }: ClientSoftware = OWN_SOFTWARE): ApiVersionsRequest {
  return { clientSoftwareName: name, clientSoftwareVersion: version }
}
