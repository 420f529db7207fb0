import 'i18next'
import type { resources as join } from '@/locales/en-join'
import type { resources as more } from '@/locales/en-more'

// A key that no language file holds is a compile error.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof join & typeof more
  }
}
