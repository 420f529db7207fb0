// A start is quick by a cache of loaded classes, and works as well when that cache is no good.
import assert from 'node:assert/strict'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Consilium } from './support/consilium.mjs'

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'standalone', 'target', 'consilium.aot')

async function whileRunning(action) {
  const consilium = await Consilium.start()
  try {
    await action(consilium)
  } finally {
    await consilium.stop()
  }
}

test('a start uses the cache of classes that the build made', async () => {
  await whileRunning(async (consilium) => {
    assert.match(await readFile(`/proc/${consilium.pid}/maps`, 'utf8'), /consilium\.aot/)
  })
})

test('a start does without a cache that is damaged, and says nothing of it', async () => {
  const aside = `${cache}.aside`
  await rename(cache, aside)
  try {
    const good = await readFile(aside)
    await writeFile(cache, good.subarray(0, 100_000))
    await whileRunning(async (consilium) => {
      assert.doesNotMatch(consilium.log, /\[(warning|error)|AOT/)
      assert.equal((await fetch(consilium.url)).status, 200)
    })
  } finally {
    await rm(cache, { force: true })
    await rename(aside, cache)
  }
})
