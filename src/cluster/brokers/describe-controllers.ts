import type { Connection } from '../../conn/connection.ts'
import type { SendOptions } from '../../conn/requests/send-options.ts'
import { isKafkaError, KafkaError } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import { endpointTypes } from '../../protocol/codes/administration.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { DescribeCluster } from '../../protocol/messages/describe-cluster.ts'
import type { MetadataResponse } from '../../protocol/messages/metadata.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'

const WRONG_ENDPOINT: readonly number[] = [errorCodes.MISMATCHED_ENDPOINT_TYPE, errorCodes.UNSUPPORTED_ENDPOINT_TYPE]
const ADVICE =
  "With endpointType: 'controller', bootstrapServers must be controllers of Kafka 3.7 or newer; leave endpointType out if they are brokers"

/**
 * Asks a controller for the controllers of its cluster (KIP-919). The answer has the form of one to
 * Metadata: the controllers are in the place of brokers, and there are no topics. Rejects with
 * `KAFKA_UNSUPPORTED_VERSION` or `KAFKA_BROKER`, and advice, if the server is a broker or a
 * controller before Kafka 3.7.
 */
export async function describeControllers(connection: Connection, limits: SendOptions): Promise<Decoded<MetadataResponse>> {
  const request = { includeClusterAuthorizedOperations: false, endpointType: endpointTypes.CONTROLLER }
  try {
    const answer = await connection.send(DescribeCluster, request, limits)
    const { throttleTimeMs, clusterId, controllerId, clusterAuthorizedOperations, errorCode, errorMessage } = answer
    throwIfError({ errorCode, errorMessage }, { api: DescribeCluster.name, broker: connection.broker })
    const brokers = answer.brokers.map(({ brokerId: nodeId, host, port, rack }) => ({ nodeId, host, port, rack }))
    return { throttleTimeMs, clusterId, controllerId, clusterAuthorizedOperations, errorCode, brokers, topics: [] }
  } catch (error) {
    throw advised(error)
  }
}

function advised(error: unknown): unknown {
  const isWrongEndpoint = isKafkaError(error, 'KAFKA_BROKER') && WRONG_ENDPOINT.includes(error.errorCode)
  if (!isWrongEndpoint && !isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) return error
  return new KafkaError(error.code, `${error.message.replace(/\.$/, '')}. ${ADVICE}`, { ...error, cause: error })
}
