export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

/**
 * Cuts a text into plain parts and web addresses. Only http and https become links, and only when the browser's own parser agrees; what a
 * sentence puts after an address (a full stop, a closing bracket) stays text.
 */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'\u00a0\u202f]+/giu)) {
    let address = match[0].replace(/[.,;:!?…»”’]+$/u, '')
    while (address.endsWith(')') && count(address, ')') > count(address, '(')) address = address.slice(0, -1)
    const href = webAddress(address)
    if (href === null) continue
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push({ kind: 'link', text: address, href })
    from = match.index + address.length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function count(text: string, char: string): number {
  return text.split(char).length - 1
}

function webAddress(text: string): string | null {
  try {
    const url = new URL(text)
    // An address with a user name in it looks like another site than it is.
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' ? url.href : null
  } catch {
    return null
  }
}
