/** Which view is shown, kept in the address after `#`, so that reload, back and forward work; and over a restart of the window. */
import { computed, readonly, shallowRef, type ComputedRef } from 'vue'

export type Route =
  | { view: 'design' }
  /** With a design's name: only its runs. */
  | { view: 'runs'; design?: string }
  | { view: 'run'; id: string }
  /** Two designs, each as `design-sources.ts` names them. */
  | { view: 'difference'; before: string; after: string }
  /** With an id: that sweep beside the list of all. */
  | { view: 'sweeps'; id?: string }
  /** With an id that study; with a template what a study of it would be. `asked`: what was chosen there, by name. */
  | { view: 'studies'; id?: string; template?: string; asked?: Readonly<Record<string, string>> }
  /** Looking into trained networks beside each other; without runs, those looked into last. */
  | { view: 'inspect'; runs?: readonly string[] }
  | { view: 'deleted' }
  | { view: 'data' }
  | { view: 'system' }
  | { view: 'query' }

export type ViewName = Route['view']

/** The route an address's hash stands for; Design when it stands for none. */
function parseRoute(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?')
  const [view, id] = path.split('/')
  if (view === 'runs' && id) return { view: 'run', id: decodeURIComponent(id) }
  if (view === 'runs') {
    const design = new URLSearchParams(query).get('design')
    return design === null ? { view } : { view, design }
  }
  if (view === 'difference') {
    const sides = new URLSearchParams(query)
    return { view, before: sides.get('before') ?? '', after: sides.get('after') ?? '' }
  }
  if (view === 'sweeps') return id ? { view, id: decodeURIComponent(id) } : { view }
  if (view === 'studies') return parseStudies(id, new URLSearchParams(query))
  if (view === 'inspect') {
    const runs = new URLSearchParams(query).getAll('run')
    return runs.length > 0 ? { view, runs } : { view }
  }
  if (view === 'data' || view === 'system' || view === 'deleted' || view === 'query') return { view }
  return { view: 'design' }
}

function parseStudies(id: string | undefined, query: URLSearchParams): Route {
  const { template, ...asked } = Object.fromEntries(query)
  if (id) return { view: 'studies', id: decodeURIComponent(id), asked }
  return template === undefined ? { view: 'studies' } : { view: 'studies', template, asked }
}

/** The hash of a route: `#/runs/20261120-1402-resnet-20`. */
export function routeHash(route: Route): string {
  if (route.view === 'run') return `#/runs/${encodeURIComponent(route.id)}`
  if (route.view === 'sweeps' && route.id !== undefined) return `#/sweeps/${encodeURIComponent(route.id)}`
  if (route.view === 'studies') {
    const { id, template, asked = {} } = route
    const query = new URLSearchParams({ ...(template === undefined ? {} : { template }), ...asked }).toString()
    return `#/studies${id === undefined ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`
  }
  if (route.view === 'difference') {
    const { before, after } = route
    return `#/difference?${new URLSearchParams({ before, after })}`
  }
  if (route.view === 'inspect' && route.runs !== undefined)
    return `#/inspect?${new URLSearchParams(route.runs.map((id) => ['run', id]))}`
  const query = route.view === 'runs' && route.design !== undefined ? `?${new URLSearchParams({ design: route.design })}` : ''
  return `#/${route.view}${query}`
}

/** A view of its own for each run, and for each set of runs looked into; the others are one each. */
export function viewKey(route: Route): string {
  return route.view === 'run' || route.view === 'inspect' ? routeHash(route) : route.view
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

/** The same view, with something else chosen in it: no step of back and forward. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', routeHash(route))
  current.value = route
  localStorage.setItem(lastKey, routeHash(route))
}

/** The id of the run in view, or null. */
export function useRunId(): ComputedRef<string | null> {
  return computed(() => (current.value.view === 'run' ? current.value.id : null))
}
