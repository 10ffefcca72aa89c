const NAME = 'patchbay-page-key'

/**
 * The key of this page, without which the server opens no socket. It comes after the `#` of the address after
 * signing in, and is kept in the storage of this port: unlike a cookie, it is never sent to another port. '' if none.
 */
export function pageKey(): string {
  const given = /^#key=([\w-]+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    localStorage.setItem(NAME, given)
    history.replaceState(null, '', location.pathname)
  }
  return localStorage.getItem(NAME) ?? ''
}
