// Compiles the examples that stand for kafkawire, as a program that uses them would. If Node
// stripped their types when it loads them, its compiler would take 24 MiB of RSS.
import { join } from 'node:path'
import { build } from 'rolldown'

const examples = join(import.meta.dirname, '../../examples')

/** Writes `dist/consumer.js` and `dist/producer.js` beside this file. */
export async function buildExamples() {
  await build({
    input: { consumer: join(examples, 'consumer/consumer.ts'), producer: join(examples, 'producer/producer.ts') },
    external: /^(kafkawire|node:)/,
    platform: 'node',
    output: { dir: join(import.meta.dirname, 'dist') },
    logLevel: 'warn'
  })
}
