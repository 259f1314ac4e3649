import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectCluster, errorCodes } from 'kafkawire'
import { describe, expect, test } from 'vitest'
import { askForPassword, type Terminal } from '../../examples/demo/access.ts'
import { readOptions } from '../../examples/demo/options.ts'
import { Progress } from '../../examples/demo/progress.ts'
import { withTopic } from '../../examples/demo/topic.ts'
import { connect } from '../../src/index.ts'
import { CreateTopics, DeleteTopics, Fetch, Metadata, Produce } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'

const MAIN = fileURLToPath(new URL('../../examples/demo/main.ts', import.meta.url))
const TOPIC = 'kafkawire-demo-[0-9a-f-]{36}'

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function startDemo(...args: string[]) {
  const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...args])
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', data => (text.stdout += data))
  child.stderr?.on('data', data => (text.stderr += data))
  return { child, ended: once(child, 'close').then(([code]): Ended => ({ code, ...text })) }
}

const run = (...args: string[]): Promise<Ended> => startDemo(...args).ended

const on = (cluster: TestingCluster): [string, string] => ['--bootstrap', cluster.bootstrap]

async function topicsOf(cluster: TestingCluster): Promise<unknown[]> {
  await using connection = await connect({ host: cluster.bootstrap })
  const { topics } = await connection.send(Metadata, { topics: null })
  return topics.map(({ name }) => name)
}

// The time limit is high, because each test starts a process, also on a machine under load.
describe.concurrent('examples/demo', { timeout: 60_000 }, () => {
  test('the demo reads back every record from a broker inside its process', async () => {
    const { code, stdout, stderr } = await run('--records', '5000')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^kafkawire \S+ on Node \S+, a broker inside this process, over TCP\n/)
    expect(stdout).toMatch(/^Produce +v13 +\d+ +5,000 /m)
    expect(stdout).toMatch(/^Fetch +v18 +\d+ +5,000 /m)
    expect(stdout).toMatch(/\nOK: 5,000 records came back, each key and value as it was sent\.\n$/)
  })

  test('the demo deletes its topic after a single record on a cluster of three', async () => {
    await using cluster = await startTestingCluster({ brokers: 3 })
    const { code, stdout, stderr } = await run(...on(cluster), '--records', '1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\nOK: 1 record came back, its key and value as they were sent\.\n$/)
    const host = `127.0.0.1:${cluster.broker(1).port}`
    await using connection = await connect({ host })
    expect((await connection.send(Metadata, { topics: null })).topics).toEqual([])
  })

  test('the demo names the topic by name, and prints the version, on a broker without topic ids', async () => {
    await using cluster = await startTestingCluster({ versions: { Produce: [3, 9], Fetch: [4, 12] } })
    const { code, stdout } = await run(...on(cluster), '--records', '30')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Produce +v9 /m)
    expect(stdout).toMatch(/^Fetch +v12 /m)
  })

  test('the demo fails if a record is stored twice', async () => {
    await using cluster = await startTestingCluster()
    cluster.on(Produce, { times: 1 }, (_, next) => next().then(next))
    const { code, stdout } = await run(...on(cluster), '--records', '3')
    expect(code).toBe(1)
    expect(stdout).toMatch(/\nFAILED: 3 records sent, 4 came back, 3 of them as sent\.\n$/)
  })

  test.each([
    [['--bootstrap', '127.0.0.1:no'], /^connectCluster: bootstrapServers\[0\] is [^;]*$/],
    [['--what'], "Unknown option '--what': see --help"]
  ])('the demo with the arguments %j ends with a sentence', async (args, sentence) => expectFailure(await run(...args), sentence))

  test('the demo prints that no server listens at the address', async () => {
    const cluster = await startTestingCluster()
    await cluster.close()
    expectFailure(await run(...on(cluster)), /127\.0\.0\.1:\d+: no TCP connection \(.*ECONNREFUSED.*is a broker listening there\?$/)
  })

  test('the demo prints that a server speaks HTTP', async () => {
    const server = createServer((_, response) => response.end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const ended = await run('--bootstrap', `127.0.0.1:${port}`)
    server.close()
    expectFailure(ended, new RegExp(`127\\.0\\.0\\.1:${port}.*HTTP`))
  })

  test('the demo prints the unanswered request and the topic that is left behind if the broker goes away', async () => {
    await using cluster = await startTestingCluster()
    let requests = 0
    cluster.on(Produce, async (_, next) => (++requests === 5 ? void cluster.close() : next()))
    const ended = await run(...on(cluster), '--records', '50000')
    expect(ended.stderr).toMatch(new RegExp(`^demo: Produce v13 was sent but not answered: [^\n]*; the topic ${TOPIC} was left behind\n$`))
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringMatching(/^[^\n]*\n$/) })
  })

  test('the demo prints the topic that is left behind if only its deletion fails', async () => {
    await using cluster = await startTestingCluster()
    cluster.on(DeleteTopics, ({ message }) => ({
      responses: message.topicNames.map(name => ({ name, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED }))
    }))
    const { code, stdout, stderr } = await run(...on(cluster), '--records', '3')
    expect(stdout).toMatch(/^OK: 3 records/m)
    expect(stderr).toMatch(new RegExp(`^demo: the topic ${TOPIC} was left behind: [^\n]*TOPIC_AUTHORIZATION_FAILED[^\n]*\n$`))
    expect(code).toBe(1)
  })

  test('the demo does not mention a topic that the broker refused to create', async () => {
    await using cluster = await startTestingCluster()
    cluster.on(CreateTopics, ({ message }) => ({
      topics: message.topics.map(({ name }) => ({ name, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED }))
    }))
    const deletions: unknown[] = []
    cluster.on(DeleteTopics, (request, next) => {
      deletions.push(request)
      return next()
    })
    const { code, stderr } = await run(...on(cluster))
    expect(stderr).toMatch(/^demo: [^\n]*TOPIC_AUTHORIZATION_FAILED[^\n]*\n$/)
    expect(stderr).not.toContain('left behind')
    expect({ code, deletions }).toEqual({ code: 1, deletions: [] })
  })

  test.each([
    ['SIGINT', 130, CreateTopics],
    ['SIGTERM', 143, Produce],
    ['SIGHUP', 129, Fetch]
  ] as const)('the demo ends at %s with exit code %i and one line, and leaves no topic', async (signal, code, api) => {
    await using cluster = await startTestingCluster()
    const { child, ended } = startDemo(...on(cluster), '--records', '50000')
    cluster.on<unknown, unknown>(api, { times: 1 }, (_, next) => {
      child.kill(signal)
      return next()
    })
    expect(await ended).toMatchObject({ code, stderr: `demo: interrupted by ${signal}\n` })
    expect(await topicsOf(cluster)).toEqual([])
  })
})

describe('readOptions', () => {
  test.each([
    [['--records', 'many'], '--records must be a number from 1 to 10000000, not many'],
    [['--records', '0'], '--records must be a number from 1 to 10000000, not 0'],
    [['--bootstrap', 'a:1,'], '--bootstrap needs HOST:PORT, or several with commas between them'],
    [['--bootstrap'], "Option '--bootstrap <value>' argument missing: see --help"],
    [['--records', '--help'], "Option '--records' argument is ambiguous: see --help"],
    [['--tls'], '--tls and --sasl need --bootstrap'],
    [['--bootstrap', 'a:1', '--ca', 'ca.pem'], '--ca needs --tls'],
    [['--bootstrap', 'a:1', '--sasl', 'plain'], '--sasl and --username need each other'],
    [['--bootstrap', 'a:1', '--username', 'alice'], '--sasl and --username need each other'],
    [['--bootstrap', 'a:1', '--username', 'alice', '--sasl', 'magic'], '--sasl must be scram-sha-512, scram-sha-256, plain, not magic'],
    [['--bootstrap', 'a:1', '--password', 'b'], "Unknown option '--password': see --help"],
    [['localhost:9092'], "Unexpected argument 'localhost:9092': see --help"]
  ])('readOptions says what is wrong with %j', (args, sentence) => expect(() => readOptions(args)).toThrow(new Error(sentence)))
})

describe('the password', () => {
  /** A terminal on which a user types, with what it shows and its mode. */
  function terminal() {
    const modes: boolean[] = []
    const shown: string[] = []
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) })
    const ask = (signal: AbortSignal) => askForPassword('alice', input as unknown as Terminal, text => shown.push(text), signal)
    return { input, modes, shown, ask }
  }

  test('the password is asked for, and nothing of it is shown', async () => {
    const { input, modes, shown, ask } = terminal()
    const asked = ask(new AbortController().signal)
    input.write('canarx')
    input.write('\x7fy\r')
    expect(await asked).toBe('canary')
    expect({ modes, shown }).toEqual({ modes: [true, false], shown: ['Password of alice: ', '\n'] })
  })

  test('an interrupt ends the wait for the password, and restores the terminal', async () => {
    const { modes, ask } = terminal()
    const stop = new AbortController()
    const asked = ask(stop.signal)
    stop.abort(new Error('interrupted by SIGINT'))
    await expect(asked).rejects.toThrow('interrupted by SIGINT')
    expect(modes).toEqual([true, false])
  })

  test('the password is not asked for if there is no terminal', async () => {
    const sasl = ['--sasl', 'plain', '--username', 'alice']
    expectFailure(await run('--bootstrap', '127.0.0.1:1', ...sasl), 'set KAFKA_PASSWORD: there is no terminal to ask for the password')
  })
})

describe('Progress', () => {
  test('a progress bar is removed at the end, and not drawn after that', () => {
    const written: string[] = []
    const progress = new Progress({ isTTY: true, write: (text: unknown) => written.push(String(text)) > 0 })
    progress.draw('Fetch', 5, 10)
    progress.end()
    progress.draw('Fetch', 10, 10)
    expect(written).toEqual([`\r\x1b[2KFetch    ${'█'.repeat(15)}${'░'.repeat(15)} 5 of 10`, '\r\x1b[2K'])
  })
})

describe('withTopic', () => {
  test('withTopic leaves no topic behind, whenever it is aborted', async () => {
    await using cluster = await startTestingCluster()
    for (let turns = 0; turns < 60; turns++) {
      const stop = new AbortController()
      const reason = new Error('enough')
      await using first = await connectCluster({ bootstrapServers: cluster.bootstrap })
      const outcome = withTopic(first, `t${turns}`, stop.signal, () => Promise.reject(reason)).catch(error => error)
      for (let turn = 0; turn < turns; turn++) await nextTurn()
      stop.abort(reason)
      expect(await outcome).toBe(reason)
    }
    expect(await topicsOf(cluster)).toEqual([])
  })

  test('withTopic deletes a topic whose creation ended with REQUEST_TIMED_OUT', async () => {
    await using cluster = await startTestingCluster()
    cluster.on(CreateTopics, async (_, next) => ({
      topics: (await next()).topics.map(({ name }) => ({ name, errorCode: errorCodes.REQUEST_TIMED_OUT }))
    }))
    const { signal } = new AbortController()
    await using first = await connectCluster({ bootstrapServers: cluster.bootstrap })
    await expect(withTopic(first, 't', signal, () => Promise.resolve())).rejects.toThrow('REQUEST_TIMED_OUT')
    expect(await topicsOf(cluster)).toEqual([])
  })

  test('withTopic says that a topic may have been left behind if the answer to its creation is lost', async () => {
    await using cluster = await startTestingCluster()
    cluster.on(CreateTopics, () => void cluster.close())
    const { signal } = new AbortController()
    await using first = await connectCluster({ bootstrapServers: cluster.bootstrap })
    await expect(withTopic(first, 't', signal, () => Promise.resolve())).rejects.toThrow(
      /^CreateTopics v7 was sent but not answered: .*; the topic t may have been left behind$/
    )
  })
})

function expectFailure({ code, stdout, stderr }: Ended, sentence: string | RegExp): void {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^demo: [^\n]+\n$/)
  expect(stderr.slice('demo: '.length, -1)).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence))
}
