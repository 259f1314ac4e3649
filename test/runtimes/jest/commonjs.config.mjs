// Jest as it works without any flag: Babel compiles all files to CommonJS, also those of the
// driver.
const plugins = ['@babel/plugin-transform-modules-commonjs']

export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*.test.mjs'],
  transform: { '\\.m?js$': ['babel-jest', { babelrc: false, configFile: false, plugins }] },
  transformIgnorePatterns: []
}
