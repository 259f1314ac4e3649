// The least work that leads to the same result: two requests written by hand, two frames, and one
// number read.
import { connect } from 'node:net'

const at = process.argv[2].lastIndexOf(':')
const socket = connect({
  host: process.argv[2].slice(0, at).replace(/^\[|\]$/g, ''),
  port: Number(process.argv[2].slice(at + 1)),
  noDelay: true
})
let received = Buffer.alloc(0)
let answers = 0

socket.write(frame(18, 0, 0, []))
socket.on('data', chunk => {
  received = Buffer.concat([received, chunk])
  while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
    const end = 4 + received.readInt32BE(0)
    take(received.subarray(4, end))
    received = received.subarray(end)
  }
})

// The responses are ApiVersions v0, then Metadata v1 without topics. Each begins with its
// correlation id; in Metadata the number of brokers follows.
function take(answer) {
  if (answer.readInt32BE(0) !== answers) throw new Error(`answer ${answers} has correlation id ${answer.readInt32BE(0)}`)
  if (answers++ === 0) {
    socket.write(frame(3, 1, 1, [0, 0, 0, 0]))
    return
  }
  console.log(answer.readInt32BE(4))
  socket.end()
}

function frame(apiKey, apiVersion, correlationId, body) {
  const bytes = Buffer.alloc(4 + 8 + 2)
  bytes.writeInt32BE(bytes.length - 4 + body.length, 0)
  bytes.writeInt16BE(apiKey, 4)
  bytes.writeInt16BE(apiVersion, 6)
  bytes.writeInt32BE(correlationId, 8)
  bytes.writeInt16BE(-1, 12)
  return Buffer.concat([bytes, Buffer.from(body)])
}
