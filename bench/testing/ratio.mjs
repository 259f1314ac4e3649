// Compares a testing broker with a real Kafka: the same program writes records of 100 bytes in
// batches to both of them, in turns.
import { openBench } from '../support/bootstrap.mjs'
import { checkOf, concludeChecks } from '../support/checks.mjs'
import { median, writeResults } from '../support/results.mjs'
import { produceRate, testingRate } from './produce.mjs'

const GOAL = 0.3

const { bootstrap, broker, rounds } = await openBench(5)
if (broker !== bootstrap) throw new Error('ratio needs --bootstrap HOST:PORT, the address of a real broker')
const rates = { testing: [], kafka: [] }
for (let round = -1; round < rounds; round++) {
  const turn = { testing: await testingRate(), kafka: await produceRate(bootstrap) }
  if (round >= 0) for (const [name, rate] of Object.entries(turn)) rates[name].push(rate) // the first round warms Kafka up
}
for (const [name, each] of Object.entries(rates))
  console.log(`${name}: ${Math.round(median(each))} records of 100 bytes a second, median of ${rounds} rounds`)
writeResults('testing-ratio', { rates })
concludeChecks('testing-ratio', [
  checkOf(
    'records a second, of those of a real Kafka',
    GOAL,
    rates.testing.map((rate, round) => rate / rates.kafka[round])
  )
])
