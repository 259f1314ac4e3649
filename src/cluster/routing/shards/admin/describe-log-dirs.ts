import type { DescribeLogDirsRequest, DescribeLogDirsResponse } from '../../../../protocol/messages/describe-log-dirs.ts'
import type { Shards } from '../../route.ts'
import { toAllBrokers } from '../to-all-brokers.ts'

/** DescribeLogDirs goes to all brokers, because each describes its own disks (KIP-113). */
export const describeLogDirsShards: Shards<DescribeLogDirsRequest, DescribeLogDirsResponse> = toAllBrokers<
  DescribeLogDirsRequest,
  DescribeLogDirsResponse
>((combined, responses) => ({ ...combined, results: responses.flatMap(({ results }) => results) }))
