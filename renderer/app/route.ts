/** Which view is shown, kept in the address after `#`, so that reload, back and forward work; and over a restart of the window. */
import { computed, readonly, shallowRef, type ComputedRef } from 'vue'

export type Route = { view: 'design' } | { view: 'runs' } | { view: 'run'; id: string } | { view: 'data' } | { view: 'system' }

export type ViewName = Route['view']

/** The route an address's hash stands for; Design when it stands for none. */
export function parseRoute(hash: string): Route {
  const [view, id] = hash.replace(/^#\/?/, '').split('/')
  if (view === 'runs') return id ? { view: 'run', id: decodeURIComponent(id) } : { view: 'runs' }
  if (view === 'data' || view === 'system') return { view }
  return { view: 'design' }
}

/** The hash of a route: `#/runs/20261120-1402-resnet-20`. */
export function routeHash(route: Route): string {
  return route.view === 'run' ? `#/runs/${encodeURIComponent(route.id)}` : `#/${route.view}`
}

/** The view shown last, for a window that begins without one. */
const lastKey = 'stagecraft.view'
if (location.hash === '') history.replaceState(null, '', localStorage.getItem(lastKey) ?? '')

const current = shallowRef<Route>(parseRoute(location.hash))
addEventListener('hashchange', () => {
  current.value = parseRoute(location.hash)
  localStorage.setItem(lastKey, routeHash(current.value))
})

export function useRoute(): Readonly<typeof current> {
  return readonly(current) as Readonly<typeof current>
}

export function navigate(route: Route): void {
  location.hash = routeHash(route)
}

/** The id of the run in view, or null. */
export function useRunId(): ComputedRef<string | null> {
  return computed(() => (current.value.view === 'run' ? current.value.id : null))
}
