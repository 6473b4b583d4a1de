/** What a report is made of; Markdown and HTML are written of it. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
      /** Columns of figures, by their places: they stand right, under each other. */
      readonly figures?: readonly number[]
    }
  /** `svg` is a whole drawing; `name` that of its file. */
  | { readonly kind: 'chart'; readonly name: string; readonly caption: string; readonly svg: string }
