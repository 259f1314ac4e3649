import { parseArgs } from 'node:util'
import { cases, shortened } from './cases.mjs'
import { clients, NODE } from './clients.mjs'

const WORKLOADS = [...new Set(cases.map(({ workload }) => workload))]

const OPTIONS = {
  bootstrap: { type: 'string', default: 'localhost:9092' },
  clients: { type: 'string', default: Object.keys(clients).join(',') },
  workloads: { type: 'string', default: WORKLOADS.join(',') },
  cases: { type: 'string' },
  records: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  node: { type: 'string', default: NODE }
}

/** The options of the command line; throws an error that lists the valid values if one is wrong. */
export function readOptions() {
  const { values } = parseArgs({ options: OPTIONS })
  const workloads = known('workloads', values.workloads, WORKLOADS)
  const ids = cases.map(({ id }) => id)
  const wanted = values.cases === undefined ? ids : known('cases', values.cases, ids)
  const most = values.records === undefined ? Number.POSITIVE_INFINITY : whole('records', values.records)
  return {
    bootstrap: values.bootstrap,
    clients: known('clients', values.clients, Object.keys(clients)),
    cases: cases.filter(({ id, workload }) => workloads.includes(workload) && wanted.includes(id)).map(each => shortened(each, most)),
    rounds: whole('rounds', values.rounds),
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

function whole(option, text) {
  const number = positive(option, text)
  if (!Number.isInteger(number)) throw new Error(`--${option} is ${text}; expected a whole number above 0`)
  return number
}
