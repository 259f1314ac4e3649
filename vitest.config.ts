import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,conformance,types,examples}/**/*.test.ts'],
    setupFiles: ['test/support/process/mocked-clock.ts'],
    // Texts of failed assertions are shown whole: the end of a log has nothing else.
    chaiConfig: { truncateThreshold: 0 },
    reporters: ['default', ['json', { outputFile: process.env.TEST_REPORT ?? '.reports/unit.json' }]],
    // A rejected promise without a handler ends the run, and so does a function that Node has deprecated.
    execArgv: ['--unhandled-rejections=strict', '--throw-deprecation'],
    testTimeout: 20_000,
    // One worker for each core. The default is one fewer, but tests wait for sockets and timers more than they compute.
    maxWorkers: '100%'
  }
})
