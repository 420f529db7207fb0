import 'i18next'
import type { resources } from '@/locales/en'

// A key that no language file holds is a compile error.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof resources
  }
}
