import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { importsOf, readSources } from '../../support/sources/sources.ts'

describe('the package @opentelemetry/api', () => {
  test('only kafkawire/otel imports it', () => {
    const sources = readSources(['src'], ['.ts'])
    const importers = sources.filter(source =>
      importsOf(source).some(target => target.startsWith('@opentelemetry/') || target.startsWith('src/otel/'))
    )
    expect(importers.length).toBeGreaterThan(0)
    expect(importers.filter(({ path }) => !path.startsWith('src/otel/')).map(({ path }) => path)).toEqual([])
  })
})

describe('the built package without @opentelemetry/api', () => {
  test('its other entry points load, and the error of kafkawire/otel names the package that is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'without-opentelemetry-'))
    try {
      const installed = join(folder, 'node_modules/kafkawire')
      const built = dirname(fileURLToPath(import.meta.resolve('kafkawire')))
      cpSync(built, join(installed, 'dist'), { recursive: true })
      cpSync(join(built, '../package.json'), join(installed, 'package.json'))
      const program = `
        const { exports } = (await import('kafkawire/package.json', { with: { type: 'json' } })).default
        const names = Object.keys(exports).filter(name => exports[name]?.default !== undefined && !name.includes('*') && name !== './otel')
        for (const name of names) await import(name.replace('.', 'kafkawire'))
        await import('kafkawire/otel').catch(({ code, message }) => console.log(JSON.stringify([names.length, code, message])))`
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder })
      const [loaded, code, message] = JSON.parse(stdout) as [number, string, string]
      expect([loaded > 4, code]).toEqual([true, 'ERR_MODULE_NOT_FOUND'])
      expect(message).toMatch(/^Cannot find package '@opentelemetry\/api' imported from .*kafkawire\/dist\/otel/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
