/** Makes `console.log` show these getters of a class. Without this it shows none of them. */
export function showWhenLogged<T>(type: { readonly prototype: T }, names: readonly (keyof T)[]): void {
  Object.defineProperty(type.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: T): object {
      return Object.fromEntries(names.map(name => [name, this[name]]))
    }
  })
}
