// A promise and what fulfils it.

export type Deferred<Value> = {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value | Promise<Value>) => void
}

export function defer<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => undefined
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
