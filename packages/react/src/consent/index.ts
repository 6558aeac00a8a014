// The door @mida-kit/react/consent: common banners, for the provider's `consent`.
export {
  type WatchConsent,
  watchCookiebot,
  watchCookieYes,
  watchKlaro,
  watchOneTrust,
  watchUsercentrics,
} from './banners.ts'
export { useBannerConsent } from './use-banner-consent.ts'
