/**
 * What reading a record means for every client: its offset, and the first and the last byte of its
 * key and of its value. At the end equal sums show that all clients have read the same bytes. The
 * time begins with the first record.
 */
export class Reading {
  /** The sum of all offsets. */
  offsets = 0n
  /** The sum of the first and last bytes. */
  contentSum = 0
  records = 0
  #expected
  #beganMs = 0
  #endedMs = 0

  constructor(expected) {
    this.#expected = expected
  }

  get elapsedMs() {
    return this.#endedMs - this.#beganMs
  }

  get isComplete() {
    return this.records >= this.#expected
  }

  /** @param offset a bigint, as all clients but kafkajs give it */
  take(offset, key, value) {
    this.offsets += offset
    this.contentSum += edgesOf(key) + edgesOf(value)
    this.count(1)
  }

  /** Counts records that are not read. */
  count(records) {
    if (this.records === 0) this.#beganMs = performance.now()
    this.records += records
    if (this.isComplete) this.#endedMs = performance.now()
  }

  /** Lets the time last until now, for work that goes on after the last record. */
  prolong() {
    this.#endedMs = performance.now()
  }
}

/**
 * Reading of JSON: the whole document is parsed, and the sum is that of its field `amount`. A value
 * is bytes, or text from clients that give text.
 */
export class JsonReading extends Reading {
  take(offset, _key, value) {
    this.offsets += offset
    this.contentSum += JSON.parse(typeof value === 'string' ? value : value.toString()).amount
    this.count(1)
  }
}

// A value is bytes, or text with as many characters as bytes.
function edgesOf(value) {
  if (value === null || value === undefined || value.length === 0) return 0
  return typeof value === 'string' ? value.charCodeAt(0) + value.charCodeAt(value.length - 1) : value[0] + value[value.length - 1]
}
