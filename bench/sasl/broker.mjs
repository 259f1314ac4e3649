// The broker's end of SCRAM-SHA-512 in this process. It checks the client's proof, and proves that
// it knows the password itself.
import { createHash, createHmac, pbkdf2 } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { errorCodes } from 'kafkawire'
import { ApiVersions, apis, SaslAuthenticate, SaslHandshake } from 'kafkawire/messages'
import { accept } from 'kafkawire/server'

const DIGEST = 'sha512'
const SALT = Buffer.from('a salt of one user')
const REFUSED = {
  errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
  errorMessage: 'the proof is wrong',
  authBytes: Buffer.alloc(0),
  sessionLifetimeMs: 0n
}

/** Listens on loopback for one user with a password of so many iterations; `stop` ends it. */
export async function startScramBroker(password, iterations) {
  const saltedPassword = await promisify(pbkdf2)(password, SALT, iterations, 64, DIGEST)
  const server = createServer({ noDelay: true }, socket => {
    const exchange = new ServerExchange(saltedPassword, iterations)
    accept(socket, async request => {
      if (request.is(ApiVersions)) request.answer({ errorCode: 0, apiKeys: offers })
      else if (request.is(SaslHandshake)) request.answer({ errorCode: 0, mechanisms: ['SCRAM-SHA-512'] })
      else if (request.is(SaslAuthenticate)) request.answer(exchange.answer(String(Buffer.from(request.decode().authBytes))))
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { host: '127.0.0.1', port: server.address().port, stop: () => server.close() }
}

const offers = apis.map(({ key, minVersion, maxVersion }) => ({ apiKey: key, minVersion, maxVersion }))

class ServerExchange {
  #clientFirst
  #serverFirst

  constructor(saltedPassword, iterations) {
    this.saltedPassword = saltedPassword
    this.iterations = iterations
  }

  answer(message) {
    if (this.#clientFirst !== undefined) return this.#finish(message)
    this.#clientFirst = message.slice('n,,'.length)
    const nonce = this.#clientFirst.slice(this.#clientFirst.indexOf(',r=') + 3)
    this.#serverFirst = `r=${nonce}more,s=${SALT.toString('base64')},i=${this.iterations}`
    return accepted(this.#serverFirst)
  }

  #finish(message) {
    const [bare, proof] = message.split(',p=')
    const authMessage = `${this.#clientFirst},${this.#serverFirst},${bare}`
    const clientKey = hmac(this.saltedPassword, 'Client Key')
    const signature = hmac(createHash(DIGEST).update(clientKey).digest(), authMessage)
    const wanted = Buffer.from(clientKey.map((byte, i) => byte ^ signature[i])).toString('base64')
    if (proof !== wanted) return REFUSED
    return accepted(`v=${hmac(hmac(this.saltedPassword, 'Server Key'), authMessage).toString('base64')}`)
  }
}

const accepted = text => ({ errorCode: 0, errorMessage: null, authBytes: Buffer.from(text), sessionLifetimeMs: 0n })

const hmac = (key, text) => createHmac(DIGEST, key).update(text).digest()
