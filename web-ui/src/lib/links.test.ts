import { describe, expect, it } from 'vitest'
import { partsOf } from './links'

const links = (text: string) => partsOf(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []))

describe('links in messages', () => {
  it('finds web addresses and leaves the sentence its own signs', () => {
    expect(links('See https://a.example/x, then (http://b.example/y_(z)). OK?')).toEqual([
      'https://a.example/x',
      'http://b.example/y_(z)',
    ])
    expect(links('Voir https://a.example/x ?')).toEqual(['https://a.example/x'])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.example',
    'https://',
    'https://user@evil.example/login',
    'xhttps://a.example',
  ])('makes none of %s', (text) => {
    expect(links(text)).toEqual([])
  })

  it('never loses or adds a character', () => {
    let seed = 42
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    const pieces = [
      'https://',
      'http://',
      'a.example',
      '/',
      '(',
      ')',
      '.',
      ' ',
      '<b>',
      '"',
      'é',
      '😀',
      '\n',
      '@',
      '?',
      '&',
    ]
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join('')
      expect(
        partsOf(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
      for (const part of partsOf(text)) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//)
    }
  })
})
