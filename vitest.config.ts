import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,conformance,types,examples}/**/*.test.ts'],
    setupFiles: ['test/support/process/mocked-clock.ts'],
    reporters: ['default', ['json', { outputFile: process.env.TEST_REPORT ?? '.reports/unit.json' }]],
    // A rejection that nobody hears, and whatever Node means to take away, ends the run.
    execArgv: ['--unhandled-rejections=strict', '--throw-deprecation'],
    testTimeout: 20_000,
    // One more than it would take by itself: much of the time goes by in waiting.
    maxWorkers: '100%'
  }
})
