import type { DescribeLogDirsRequest, DescribeLogDirsResponse } from '../../../../protocol/messages/describe-log-dirs.ts'
import type { Shards } from '../../route.ts'
import { onAllBrokers } from '../to-all-brokers.ts'

/** DescribeLogDirs asks all brokers, for each describes its own disks (KIP-113). */
export const describeLogDirsShards: Shards<DescribeLogDirsRequest, DescribeLogDirsResponse> = onAllBrokers<
  DescribeLogDirsRequest,
  DescribeLogDirsResponse
>((whole, responses) => ({ ...whole, results: responses.flatMap(({ results }) => results) }))
