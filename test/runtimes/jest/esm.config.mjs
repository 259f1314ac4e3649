// Run Jest with --experimental-vm-modules: it then loads all files as ES modules.
const common = { rootDir: import.meta.dirname, testMatch: ['<rootDir>/*.test.mjs'], transform: {} }

export default {
  projects: [
    { ...common, displayName: 'node', testEnvironment: 'node' },
    { ...common, displayName: 'jsdom', testEnvironment: 'jsdom' },
    { ...common, displayName: 'fake from the beginning', testEnvironment: 'node', fakeTimers: { enableGlobally: true } }
  ]
}
