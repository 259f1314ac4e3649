// As Jest works without any flag: Babel makes CommonJS of everything, the driver too.
const plugins = ['@babel/plugin-transform-modules-commonjs']

export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*.test.mjs'],
  transform: { '\\.m?js$': ['babel-jest', { babelrc: false, configFile: false, plugins }] },
  transformIgnorePatterns: []
}
