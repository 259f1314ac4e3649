import { parseArgs } from 'node:util'
import { cases } from './cases.mjs'
import { clients, NODE } from './clients.mjs'

const OPTIONS = {
  bootstrap: { type: 'string', default: 'localhost:9092' },
  clients: { type: 'string', default: 'raw,kafkawire,producer,platformatic,kafka-ts' },
  workloads: { type: 'string', default: 'W2,W3,W4,W5' },
  cases: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  node: { type: 'string', default: NODE }
}

/** The options of the command line; throws an error that lists the valid values if one is wrong. */
export function readOptions() {
  const { values } = parseArgs({ options: OPTIONS })
  const workloads = known('workloads', values.workloads, [...new Set(cases.map(({ workload }) => workload))])
  const ids = cases.map(({ id }) => id)
  const wanted = values.cases === undefined ? ids : known('cases', values.cases, ids)
  return {
    bootstrap: values.bootstrap,
    clients: known('clients', values.clients, Object.keys(clients)),
    cases: cases.filter(({ id, workload }) => workloads.includes(workload) && wanted.includes(id)),
    rounds: positive('rounds', values.rounds),
    measureMs: positive('seconds', values.seconds) * 1e3,
    node: values.node
  }
}

function known(option, list, names) {
  const chosen = list.split(',')
  const unknown = chosen.filter(name => !names.includes(name))
  if (unknown.length > 0) throw new Error(`--${option} has the unknown values ${unknown.join(', ')}; expected some of ${names.join(', ')}`)
  return chosen
}

function positive(option, text) {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`--${option} is ${text}; expected a number above 0`)
  return number
}
