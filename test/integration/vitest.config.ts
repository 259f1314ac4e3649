import { defineConfig, type ViteUserConfig } from 'vitest/config'

const { TEST_REPORT = '.reports/integration.json' } = process.env

const config: ViteUserConfig = defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/integration/**/*.test.ts'],
    globalSetup: ['test/integration/global-setup.ts'],
    reporters: ['default', ['json', { outputFile: TEST_REPORT }]],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from there
export default config
