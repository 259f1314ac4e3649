import { defineConfig, type ViteUserConfig } from 'vitest/config'

const { KAFKA_BOOTSTRAP, TEST_REPORT = '.reports/integration.json' } = process.env

// The users and certificates are known only for brokers that the harness started, and tests may
// kill only those brokers.
const exclude = KAFKA_BOOTSTRAP
  ? ['test/integration/{cluster,differential,sasl,telemetry}/*.test.ts', 'test/integration/{apis/quota,apis/routed-apis,demo,tls}.test.ts']
  : []

const config: ViteUserConfig = defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/integration/**/*.test.ts'],
    exclude,
    globalSetup: ['test/integration/global-setup.ts'],
    // Texts of failed assertions are shown whole: the end of a log has nothing else.
    chaiConfig: { truncateThreshold: 0 },
    reporters: ['default', ['json', { outputFile: TEST_REPORT }]],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from there
export default config
