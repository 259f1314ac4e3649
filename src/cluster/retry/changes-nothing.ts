import type { ApiInfo } from '../../protocol/api.ts'

const READS =
  /^(ApiVersions|Describe.*|Fetch|FetchSnapshot|FindCoordinator|GetTelemetrySubscriptions|List.*|Metadata|OffsetFetch|OffsetForLeaderEpoch|Read.*)$/

/**
 * Whether the requests of an API change nothing on a broker. For those it does not matter whether a
 * broker has processed one twice, or at all.
 */
export const changesNothing = ({ name }: ApiInfo): boolean => READS.test(name)
