// The public door of @mida-kit/contract: what the browser and the server of a Mida app agree on.
export { defineEvents } from './catalogue.ts'
export type {
  BrowserEventName,
  Catalogue,
  CatalogueOf,
  CheckedEntries,
  ConsentRule,
  Duration,
  EventEntry,
  EventIdentity,
  EventOrigin,
  EventProperties,
  EventRule,
  EventVisitor,
  Guarantee,
  PropertyLimits,
  ServerEventName,
  TrackArguments,
} from './catalogue-types.ts'
export type {
  BrowserDelivery,
  BrowserFailure,
  Delivery,
  DropReason,
  Failure,
  MidaFailure,
  RequestFailure,
  SkipReason,
} from './delivery.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { isCleanText, isEventName, isForbiddenKey, isIdentifier, isKitEventId, isMidaUuid } from './names.ts'
export { findPropertyFault, isPlainObject, type PropertyFault } from './parse-properties.ts'
export {
  type EventRefusal,
  type ParsedEvent,
  type ParsedRequest,
  parseEndpointRequest,
} from './parse-request.ts'
export {
  type Consent,
  type EndpointAnswer,
  type EndpointError,
  type EndpointErrorCode,
  type EndpointRequest,
  type EventResult,
  PROTOCOL_LIMITS,
  type ProtocolLimits,
  type SessionAnswer,
  type WireEvent,
  type WireVisitor,
} from './protocol.ts'
export {
  lineItems,
  type Purchase,
  type PurchaseItem,
  type PurchaseItems,
  type PurchaseProperties,
  purchase,
  purchaseSchema,
} from './purchase.ts'
export type { Register, RegisteredEvents } from './register.ts'
export { MidaSetupError, SETUP_ERRORS, type SetupErrorCode, setupMessage } from './setup-error.ts'
export type { AttributeValue, KnownVisitor, RecordedBy, User, Visitor } from './visitor.ts'
