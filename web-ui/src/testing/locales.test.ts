import { describe, expect, it } from 'vitest'
import { resources as englishJoin } from '@/locales/en-join'
import { resources as englishMore } from '@/locales/en-more'
import { resources as frenchJoin } from '@/locales/fr-join'
import { resources as frenchMore } from '@/locales/fr-more'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [inner, text] of flat(value, path + key + '.')) found.set(inner, text)
  }
  return found
}

const fr = flat({ ...frenchJoin, ...frenchMore })
const en = flat({ ...englishJoin, ...englishMore })

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort()
}

describe('the texts', () => {
  it('have the same keys in French and English', () => {
    expect([...fr.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it('are never empty', () => {
    for (const [key, text] of [...fr, ...en]) expect(text.trim(), key).not.toBe('')
  })

  it('take the same values in both languages', () => {
    for (const [key, text] of fr) expect(placeholders(en.get(key) ?? ''), key).toEqual(placeholders(text))
  })

  it('have every plural form their language needs', () => {
    for (const [language, texts] of [
      ['fr', fr],
      ['en', en],
    ] as const) {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const key of texts.keys()) {
        const match = /^(.*)_other$/.exec(key)
        if (!match) continue
        for (const category of categories) expect(texts.has(`${match[1]}_${category}`), `${key} ${category}`).toBe(true)
      }
    }
  })

  it('keep French double signs from being parted from their word', () => {
    for (const [key, text] of fr) {
      expect(text, key).not.toMatch(/ [?!;:»]/)
      expect(text, key).not.toMatch(/« /)
      expect(text, key).not.toContain("'")
    }
  })
})
