import type { ApiInfo } from '../../protocol/api.ts'

const READS =
  /^(ApiVersions|Describe.*|Fetch|FetchSnapshot|FindCoordinator|GetTelemetrySubscriptions|List.*|Metadata|OffsetFetch|OffsetForLeaderEpoch|Read.*)$/

/** Whether the requests of an API change nothing on a broker, so that it does not matter whether one was processed twice, or at all. */
export const changesNothing = ({ name }: ApiInfo): boolean => READS.test(name)
