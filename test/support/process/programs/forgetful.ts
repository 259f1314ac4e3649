// Opens a connection and forgets to close it; with a third argument it has also asked something, and nothing but the answer is awaited.
import { connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { tell } from '../program.ts'

const [port, what, ca] = process.argv.slice(2)
const connection = await connect({ host: 'localhost', port: Number(port), ...(ca === undefined ? {} : { tls: { ca } }) })
tell('open')
if (what === 'asks') connection.send(Metadata, { topics: null }).then(() => tell('answered'))
if (what === 'watches') connection.closed.then(() => tell('closed'))
