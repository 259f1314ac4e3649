import { defineConfig, type ViteUserConfig } from 'vitest/config'

const { KAFKA_BOOTSTRAP, TEST_REPORT = '.reports/integration.json' } = process.env

// Users and certificates are known only of brokers that are started here, and only those may be killed.
const exclude = KAFKA_BOOTSTRAP
  ? ['test/integration/{cluster,sasl}/*.test.ts', 'test/integration/{apis/quota,apis/routed-apis,demo,tls}.test.ts']
  : []

const config: ViteUserConfig = defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/integration/**/*.test.ts'],
    exclude,
    globalSetup: ['test/integration/global-setup.ts'],
    reporters: ['default', ['json', { outputFile: TEST_REPORT }]],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from there
export default config
