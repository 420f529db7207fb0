import { useEffect, useMemo } from 'react'
import { ConsultFeed } from '@/api/consult-feed'

/** The live state of a consult for as long as the component is shown. Read its `view` with `useStore`. */
export function useConsultFeed(consultId: string): ConsultFeed {
  const feed = useMemo(() => new ConsultFeed(consultId), [consultId])
  useEffect(() => feed.start(), [feed])
  return feed
}
