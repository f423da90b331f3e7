/** The kinds of cached values, each with the danger that its rules guard against (see `checkCategory`). */
export type CategoryKind =
  | 'read-copy' // versioned: offering, list, specification, relationship graph
  | 'price-entries' // versioned
  | 'pointer' // the active version of something
  | 'artefact' // compiled and versioned: rule graph, price index
  | 'computed-result' // price with explanation, under its input hash
  | 'negative-entry' // "there is none" as a category of its own
  | 'idempotency-pointer'
  | 'counter' // rate limit, throttle
  | 'lease'
  | 'session' // wizard and session state
  | 'tenant-config'
  | 'eligibility'
  | 'authorization' // policy, hierarchy, decision
  | 'authorization-pointer' // the active version of one of those
  | 'dashboard'
  | 'summary' // display and search only
  | 'circuit';
