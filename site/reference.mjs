// Makes the API reference from the TSDoc: a page for each entry point, and one for each API of Kafka.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'

const root = join(import.meta.dirname, '..')
const NOT_AN_API = new Set(['index.ts', 'infos.ts'])

/** Writes pages/reference. Throws if the TSDoc has links to nothing, or other warnings. */
export async function writeReference() {
  const messages = readdirSync(join(root, 'src/protocol/messages')).filter(name => name.endsWith('.ts') && !NOT_AN_API.has(name))
  const entryPoints = [
    'index.ts',
    'otel/index.ts',
    'records/index.ts',
    'sasl/index.ts',
    'server/index.ts',
    'doctor/index.ts',
    'testing/index.ts',
    ...messages.map(name => `protocol/messages/${name}`)
  ]
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(root, 'tsconfig.build.json'),
    basePath: join(root, 'src'),
    entryPoints: entryPoints.map(name => join(root, 'src', name)),
    out: join(import.meta.dirname, 'pages/reference'),
    readme: 'none',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    outputFileStrategy: 'modules',
    entryFileName: 'overview',
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    skipErrorChecking: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    useCodeBlocks: true,
    useHTMLAnchors: true,
    validation: { invalidLink: true, notExported: false, notDocumented: false },
    logLevel: 'Warn'
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc could not read the sources')
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('typedoc found errors')
  nameModules()
  return app.logger.warningCount
}

// typedoc names modules by their files. Users know them by what they import.
function nameModules() {
  const folder = join(import.meta.dirname, 'pages/reference')
  for (const name of readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.md'))) {
    const file = join(folder, name)
    const text = readFileSync(file, 'utf8').replace(/^# (.*)$/m, (_, title) => `# ${importOf(title)}`)
    writeFileSync(file, name === 'overview.md' ? text.replaceAll(/\[([\w/-]+)\]\(/g, (_, title) => `[${importOf(title)}](`) : text)
  }
}

function importOf(name) {
  if (name === 'index') return 'kafkawire'
  return /^(?:otel|records|sasl|server|doctor|testing|protocol\/messages\/.*)$/.test(name)
    ? `kafkawire/${name.replace('protocol/', '')}`
    : name
}
