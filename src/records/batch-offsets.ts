// Where the fields of a record batch are (KIP-98). The CRC covers the bytes from the attributes on,
// so a broker may set the fields before the CRC without a new one.
export const BASE_OFFSET = 0
export const LENGTH = 8
export const PARTITION_LEADER_EPOCH = 12
export const MAGIC = 16
export const CRC = 17
export const ATTRIBUTES = 21
export const LAST_OFFSET_DELTA = 23
export const BASE_TIMESTAMP = 27
export const MAX_TIMESTAMP = 35
export const PRODUCER_ID = 43
export const PRODUCER_EPOCH = 51
export const BASE_SEQUENCE = 53
export const COUNT = 57
export const RECORDS = 61

/** The bytes of base offset and length, which the length does not count, in every format. */
export const LOG_OVERHEAD = 12

/**
 * The least bytes of a record: one each for its length, its attributes, the two deltas, the lengths
 * of key and value, and the number of headers.
 */
export const MIN_RECORD_BYTES = 7

// The bits of the attributes. Bits 0 to 2 hold the number of the compression. Bit 6 says that the
// base timestamp is a delete horizon (KIP-534).
export const COMPRESSION = 0x07
export const LOG_APPEND_TIME = 0x08
export const TRANSACTIONAL = 0x10
export const CONTROL = 0x20
export const DELETE_HORIZON = 0x40
