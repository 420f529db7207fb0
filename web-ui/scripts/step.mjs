// One step of the Maven build of the web interface, skipped when nothing it reads has changed since it last passed.
//
//   node scripts/step.mjs install|build|check|test
//
// A step is named by the SHA-256 of its inputs (contents and names of the files), kept in target/steps/<step>.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const install = ['package.json', 'package-lock.json', '.npmrc']
const sources = [...install, 'index.html', 'public', 'src', 'vite.config.ts', 'tsconfig.json']
const everything = [
  ...sources,
  'e2e',
  'scripts',
  'eslint.config.js',
  '.prettierrc.json',
  '.prettierignore',
  '../control-api/openapi.yaml',
]

const steps = {
  install: { inputs: install, output: 'node_modules', commands: [['ci', '--no-audit', '--no-fund']] },
  build: { inputs: sources, output: 'dist/index.html', commands: [['run', 'build']] },
  check: { inputs: everything, output: 'package.json', commands: [['run', 'check']] },
  test: { inputs: everything, output: 'package.json', commands: [['test']] },
}

function addTo(hash, path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, join(path, name))
  } else {
    hash.update(path).update('\0').update(readFileSync(full)).update('\0')
  }
}

const name = process.argv[2]
const step = steps[name]
if (!step) {
  console.error(`usage: node scripts/step.mjs ${Object.keys(steps).join('|')}`)
  process.exit(2)
}

const hash = createHash('sha256').update(process.version)
for (const input of step.inputs) addTo(hash, input)
const digest = hash.digest('hex')
const mark = join(root, 'target', 'steps', name)

if (existsSync(mark) && readFileSync(mark, 'utf8') === digest && existsSync(join(root, step.output))) {
  console.log(`web-ui ${name}: nothing changed`)
  process.exit(0)
}
rmSync(mark, { force: true })
// Maven only adds files: without this, the jar would keep the hashed assets of every earlier build.
if (name === 'build') rmSync(join(root, 'target', 'classes', 'web'), { recursive: true, force: true })
for (const command of step.commands) {
  const result = spawnSync('npm', command, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (result.status !== 0) {
    if (result.error)
      console.error(`web-ui ${name}: npm could not be started (${result.error.message}); install Node 20 or newer`)
    process.exit(result.status ?? 1)
  }
}
mkdirSync(dirname(mark), { recursive: true })
writeFileSync(mark, digest)
