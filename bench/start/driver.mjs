import { connect } from 'kafkawire'
import { Metadata } from 'kafkawire/messages'

const connection = await connect({ host: process.argv[2] })
const { brokers } = await connection.send(Metadata, { topics: [] })
console.log(brokers.length)
await connection.close()
