export { crc32cFold, crc32cTail } from './crc32c'
export { lz4Block } from './lz4'
export { snappyBlock } from './snappy'
