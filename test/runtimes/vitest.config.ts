import { defineConfig, type ViteUserConfig } from 'vitest/config'

const { TEST_REPORT = '.reports/runtimes.json' } = process.env

const config: ViteUserConfig = defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/runtimes/*.test.{ts,mjs}'],
    // Texts of failed assertions are shown whole: the end of a log has nothing else.
    chaiConfig: { truncateThreshold: 0 },
    reporters: ['default', ['json', { outputFile: TEST_REPORT }]],
    testTimeout: 180_000
  }
})

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from there
export default config
