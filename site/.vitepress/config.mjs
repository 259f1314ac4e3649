import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

const site = join(import.meta.dirname, '..')
const apis = readdirSync(join(site, 'pages/reference/protocol/messages')).map(name => name.replace('.md', ''))

export default defineConfig({
  title: 'kafkawire',
  description: 'The async TypeScript driver for the Apache Kafka wire protocol',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  lang: 'en',
  metaChunk: true,
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['style', {}, readFileSync(join(site, 'tables.css'), 'utf8')]
  ],
  markdown: { anchor: { slugify: gitHubAnchor } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/kafkawire/kafkawire' }],
    nav: [
      { text: 'Documentation', link: '/documentation' },
      { text: 'Reference', link: '/reference/overview' },
      { text: 'Changelog', link: '/changelog' }
    ],
    sidebar: {
      '/reference/': [
        {
          text: 'Entry points',
          items: [
            { text: 'kafkawire', link: '/reference/' },
            ...['doctor', 'otel', 'records', 'sasl', 'server', 'testing'].map(name => ({
              text: `kafkawire/${name}`,
              link: `/reference/${name}`
            }))
          ]
        },
        {
          text: 'kafkawire/messages',
          collapsed: true,
          items: apis.map(name => ({ text: name, link: `/reference/protocol/messages/${name}` }))
        }
      ],
      '/': [
        {
          text: 'Begin',
          items: pages('first-program First program', 'documentation By task', 'bundlers-and-test-runners Runtimes, bundlers, test runners')
        },
        {
          text: 'Use',
          items: pages(
            'cluster The cluster',
            'delivery Delivery, order, retry',
            'records Records',
            'messages Messages',
            'sasl Authentication',
            'connection Connections',
            'pool The pool',
            'server Servers and proxies',
            'codes Named codes'
          )
        },
        {
          text: 'Operate',
          items: pages(
            'errors Errors',
            "error-codes Kafka's error codes",
            'observing Observing',
            'observing/opentelemetry OpenTelemetry',
            'client-telemetry Client telemetry',
            'debugging Debugging',
            'cli The command line',
            'doctor The doctor'
          )
        },
        {
          text: 'Guides',
          items: pages(
            'guides/migrating-from-kafkajs From KafkaJS',
            'guides/migrating-from-librdkafka From librdkafka bindings',
            'guides/worker-threads Worker threads',
            'guides/serverless Serverless functions',
            'guides/nestjs A NestJS transport',
            'guides/jest Jest and Vitest'
          )
        },
        {
          text: 'Test',
          items: pages(
            'testing The testing broker',
            'testing-recipes Recipes',
            'testing/faults Hooks and faults',
            'testing/groups Groups and transactions',
            'testing/administration Administration and logs',
            'testing/security Security',
            'testing/control From any language'
          )
        },
        {
          text: 'Trust',
          items: pages('support What is supported', 'versioning Versions and stability', 'kips KIPs', 'decisions/ Decisions')
        },
        {
          text: 'How it works',
          collapsed: true,
          items: pages(
            'design/request A request',
            'design/failure A failure',
            'design/opening Opening',
            'design/metadata Metadata',
            'design/throttle Throttling',
            'design/command-line The command line',
            'design/re-authentication Re-authentication',
            'design/invariants Invariants',
            'design/glossary Glossary'
          )
        }
      ]
    }
  }
})

/** The anchor that GitHub makes from a heading, so that a link works in both places. */
function gitHubAnchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}

function pages(...entries) {
  return entries.map(entry => {
    const [path, ...text] = entry.split(' ')
    return { text: text.join(' '), link: `/${path}` }
  })
}
