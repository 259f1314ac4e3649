import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,conformance,types,examples}/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: process.env.TEST_REPORT ?? '.reports/unit.json' }]],
    testTimeout: 20_000
  }
})
