export type { TestingBroker } from './broker.ts'
export { startTestingCluster, type TestingCluster } from './cluster.ts'
export type { Fault, FaultTrigger } from './hooks/faults.ts'
export type { HookErrorListener } from './hooks/hook-errors.ts'
export type { Hook, HookOptions, ReceivedRequest } from './hooks/hooks.ts'
export type { TestingClusterOptions } from './options.ts'
export type { TestingSaslMechanism, TestingSaslOptions } from './sasl/options.ts'
export { type Script, startScript } from './script/script.ts'
export {
  type AnswerOptions,
  answer,
  close,
  type ExpectOptions,
  expectBytes,
  expectClose,
  expectRequest,
  reset,
  type ScriptStep,
  sendBytes
} from './script/script-steps.ts'
