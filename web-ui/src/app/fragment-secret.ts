/**
 * Takes the secret out of the address's fragment: it is read once, removed from the address bar and the history, and from then on only
 * in memory. The fragment never reaches a server, a log or a referrer.
 */
export function takeFragmentSecret(): string {
  const secret = location.hash.slice(1)
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search)
  // What is not the shape of a secret is treated as none; the server decides about the rest.
  return /^[A-Za-z0-9_-]{8,100}$/.test(secret) ? secret : ''
}
