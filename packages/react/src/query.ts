// The door @mida-kit/react/query: the kit in TanStack Query's words. Nothing else in this package imports TanStack Query.
export {
  type Tracked,
  type TrackedCall,
  type TrackedMutationOptions,
  trackedMutationOptions,
} from './tracked-mutation.ts'
export { type MidaUuidOptions, type MidaUuidQuery, midaUuidOptions } from './uuid-query.ts'
