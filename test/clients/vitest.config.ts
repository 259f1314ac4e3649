import { defineConfig, type ViteUserConfig } from 'vitest/config'

const { TEST_REPORT = '.reports/clients.json' } = process.env

const config: ViteUserConfig = defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/clients/*.test.ts', 'test/clients/suites/*.test.ts'],
    // Texts of failed assertions are shown whole: the end of a log has nothing else.
    chaiConfig: { truncateThreshold: 0 },
    reporters: ['default', ['json', { outputFile: TEST_REPORT }]],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    maxConcurrency: 3 // programs that run at the same time
  }
})

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from there
export default config
