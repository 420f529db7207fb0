import { cx } from '@/lib/cx'

/** The first letters of the first and the last word, as people would sign. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /\p{L}|\p{N}/u.test(word) && !/^(dr|pr|m|mme|mr|mrs|ms)\.?$/iu.test(word))
  const first = words[0] ?? name.trim()
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : ''
  const letter = (word: string) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ''))[0] ?? ''
  return (letter(first) + letter(last)).toLocaleUpperCase()
}

/** A hue from the name, so that one person keeps one colour; lightness and chroma stay those of the theme. */
function hueOf(name: string): number {
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360
  return hash
}

export interface AvatarProps {
  name: string
  size?: 'small' | 'medium' | 'large' | 'fluid'
}

const sizes = {
  small: 'size-8 text-caption',
  medium: 'size-10 text-body',
  large: 'size-20 text-display',
  fluid: 'h-[34cqmin] max-h-28 min-h-9 aspect-square text-[clamp(0.875rem,12cqmin,2.25rem)]',
}

/** Initials in a circle. Decorative: the name always stands beside it. */
export function Avatar({ name, size = 'medium' }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-pill font-semibold select-none',
        sizes[size],
      )}
      style={{ background: `oklch(0.45 0.07 ${hueOf(name)})`, color: 'oklch(0.97 0.01 230)' }}
    >
      {initialsOf(name)}
    </span>
  )
}
