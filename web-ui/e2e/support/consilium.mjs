// Starts and stops a real Consilium, as a person would: by the script, on ports and data of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const START_LIMIT_MS = 180_000

async function freePort() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

export class Consilium {
  #process
  #output = ''

  static async start() {
    const consilium = new Consilium()
    consilium.httpPort = await freePort()
    consilium.udpPort = await freePort()
    consilium.internalPort = await freePort()
    consilium.data = await mkdtemp(join(tmpdir(), 'consilium-e2e-'))
    consilium.url = `http://localhost:${consilium.httpPort}`
    await consilium.up()
    return consilium
  }

  /** Starts the process on the same ports and data; resolves when it says that it is ready. */
  async up() {
    this.#output = ''
    this.#process = spawn(
      join(root, 'consilium'),
      [
        'up',
        '--dev',
        '--http-port',
        `${this.httpPort}`,
        '--udp-port',
        `${this.udpPort}`,
        '--internal-port',
        `${this.internalPort}`,
        '--data',
        this.data,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const child = this.#process
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in time:\n${this.#output}`)), START_LIMIT_MS)
      const listen = (chunk) => {
        this.#output += chunk
        if (/Password:.*\n/.test(this.#output)) {
          clearTimeout(late)
          resolve()
        }
      }
      child.stdout.setEncoding('utf8').on('data', listen)
      child.stderr.setEncoding('utf8').on('data', listen)
      child.once('exit', (code) => {
        clearTimeout(late)
        reject(new Error(`ended with ${code} before it was ready:\n${this.#output}`))
      })
    })
  }

  /** The printed link of the demo consult. */
  get joinLink() {
    return this.#output.match(/Demo consult: (\S+)/)[1]
  }

  get doctor() {
    return {
      email: this.#output.match(/Demo doctors: ([^\s,]+)/)[1],
      password: this.#output.match(/Password: +(.*)\n/)[1].trim(),
    }
  }

  /** Of the program itself: the script becomes it. */
  get pid() {
    return this.#process.pid
  }

  get log() {
    return this.#output
  }

  /** As a power cut: nothing is told, nothing is flushed. */
  async kill9() {
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await gone
  }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit')
      this.#process.kill('SIGTERM')
      await gone
    }
    await rm(this.data, { recursive: true, force: true })
  }
}
