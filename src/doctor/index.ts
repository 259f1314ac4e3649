/// <reference types="node" preserve="true" />
export { diagnose } from './diagnose.ts'
export type { DiagnoseOptions, DoctorDial, DoctorLookup } from './diagnose-options.ts'
export {
  type AddressReport,
  type Diagnosis,
  type DoctorStep,
  doctorSteps,
  type Finding,
  type Problem,
  type ServerReport,
  type Speaker,
  type TcpOutcome,
  type TlsReport
} from './report.ts'
