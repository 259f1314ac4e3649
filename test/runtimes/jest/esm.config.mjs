// Run with --experimental-vm-modules: everything is loaded as the ES modules that it is.
const common = { rootDir: import.meta.dirname, testMatch: ['<rootDir>/*.test.mjs'], transform: {} }

export default {
  projects: [
    { ...common, displayName: 'node', testEnvironment: 'node' },
    { ...common, displayName: 'jsdom', testEnvironment: 'jsdom' },
    { ...common, displayName: 'fake from the beginning', testEnvironment: 'node', fakeTimers: { enableGlobally: true } }
  ]
}
