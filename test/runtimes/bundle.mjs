// Bundles the program into one file, minified except for rollup-smallest: bundle.mjs BUNDLER
// FOLDER. Prints the path of the file.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('program/main.mjs', import.meta.url))
const [bundler, folder] = process.argv.slice(2)

const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild')
    const outfile = join(folder, 'bundle.mjs')
    await build({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'esm', logLevel: 'error' })
    return outfile
  },

  async 'esbuild-cjs'() {
    const { build } = await import('esbuild')
    const outfile = join(folder, 'bundle.cjs')
    await build({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'cjs', logLevel: 'error' })
    return outfile
  },

  async rollup() {
    const { rollup } = await import('rollup')
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const { default: terser } = await import('@rollup/plugin-terser')
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ preferBuiltins: true }), terser({ maxWorkers: 1 })] })
    const file = join(folder, 'bundle.mjs')
    await bundle.write({ file, format: 'es', inlineDynamicImports: true })
    await bundle.close()
    return file
  },

  async 'rollup-smallest'() {
    const { rollup } = await import('rollup')
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ preferBuiltins: true })], treeshake: 'smallest' })
    const file = join(folder, 'bundle.cjs')
    await bundle.write({ file, format: 'cjs', inlineDynamicImports: true })
    await bundle.close()
    return file
  },

  async vite() {
    const { build } = await import('vite')
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: folder,
        minify: true,
        rollupOptions: { output: { entryFileNames: 'bundle.mjs', inlineDynamicImports: true } }
      }
    })
    return join(folder, 'bundle.mjs')
  },

  async webpack() {
    const { default: webpack } = await import('webpack')
    const stats = await new Promise((resolve, reject) => {
      const output = { path: folder, filename: 'bundle.cjs' }
      webpack({ entry, target: 'node', mode: 'production', output }, (error, stats) => (error ? reject(error) : resolve(stats)))
    })
    if (stats.hasErrors()) throw new Error(stats.toString())
    return join(folder, 'bundle.cjs')
  },

  async rolldown() {
    const { rolldown } = await import('rolldown')
    const bundle = await rolldown({ input: entry, platform: 'node' })
    const file = join(folder, 'bundle.mjs')
    await bundle.write({ file, format: 'esm', minify: true })
    await bundle.close()
    return file
  },

  async ncc() {
    const ncc = createRequire(import.meta.url)('@vercel/ncc')
    const { code, assets } = await ncc(entry, { minify: true, quiet: true, target: 'es2022' })
    const { writeFileSync } = await import('node:fs')
    if (Object.keys(assets).length > 0) throw new Error(`it is more than one file: ${Object.keys(assets).join(', ')}`)
    const file = join(folder, 'bundle.mjs')
    writeFileSync(file, code)
    return file
  }
}

process.stdout.write(await bundlers[bundler]())
