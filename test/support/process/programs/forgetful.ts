// Opens a connection and does not close it. With a third argument it also sends a request and waits
// for the answer only.
import { connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { report } from '../program.ts'

const [port, what, ca] = process.argv.slice(2)
const connection = await connect({ host: 'localhost', port: Number(port), ...(ca === undefined ? {} : { tls: { ca } }) })
report('open')
if (what === 'asks') connection.send(Metadata, { topics: null }).then(() => report('answered'))
if (what === 'watches') connection.closed.then(() => report('closed'))
