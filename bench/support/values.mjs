const WORDS = 'order created customer warehouse payment shipped refund europe america status pending amount'.split(' ')

/**
 * Text like that of events, so that it compresses as events do. It is the same in every run, and
 * each text has exactly `bytes` bytes.
 */
export function eventTexts(count, bytes) {
  const random = lcg(42)
  return Array.from({ length: count }, (_, i) => {
    let text = `{"id":${String((i * 7919) % 1e8).padStart(8, '0')},"ts":${1_700_000_000_000 + i * 37}`
    while (text.length < bytes) text += `,"${WORDS[Math.floor(random() * WORDS.length)]}":"${Math.floor(random() * 2 ** 32).toString(16)}"`
    return `${text.slice(0, bytes - 1)}}`
  })
}

/**
 * JSON documents of orders, each of exactly `bytes` bytes. They are the same in every run. The field
 * `amount` is a whole number.
 */
export function jsonTexts(count, bytes) {
  const random = lcg(43)
  const below = limit => Math.floor(random() * limit)
  const word = () => WORDS[below(WORDS.length)]
  return Array.from({ length: count }, (_, id) => {
    const order = { id, ts: 1_700_000_000_000 + id * 37, amount: below(100_000), status: word(), isPaid: id % 3 > 0, lines: [], note: '' }
    const room = () => bytes - JSON.stringify(order).length
    while (room() > 100)
      order.lines.push({ sku: below(2 ** 32).toString(16), quantity: 1 + below(9), price: below(1e4) / 100, tag: word() })
    order.note = 'x'.repeat(room())
    return JSON.stringify(order)
  })
}

function lcg(seed) {
  let state = seed
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32
}
