import { LoaderCircle, MicOff, Volume2, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/button'
import { cx } from '@/lib/cx'
import type { Call, CallView } from '@/rtc/call'

/** Trouble speaks in one line above the bar: the most urgent one only. */
export function CallStatus({ call, view }: { call: Call; view: CallView }) {
  const { t } = useTranslation('call')
  const { connection } = view
  let line: ReactNode = null
  if (connection.kind === 'connecting') {
    line = <Line icon={<LoaderCircle aria-hidden className="animate-spin" />}>{t('connecting')}</Line>
  } else if (connection.kind === 'reconnecting') {
    line = (
      <Line warning icon={<LoaderCircle aria-hidden className="animate-spin" />}>
        <strong className="font-semibold">{t('reconnecting.title')}</strong> {t('reconnecting.text')}
      </Line>
    )
  } else if (view.soundBlocked) {
    line = (
      <Line
        icon={<Volume2 aria-hidden />}
        action={
          <Button size="small" variant="primary" onClick={() => void call.resumeSound()}>
            {t('soundBlocked.do')}
          </Button>
        }
      >
        {t('soundBlocked.title')}
      </Line>
    )
  } else if (view.microphoneSilenced) {
    line = (
      <Line warning icon={<MicOff aria-hidden />}>
        {t('silenced')}
      </Line>
    )
  } else if (view.self.quality === 'poor' || view.self.quality === 'lost') {
    line = (
      <Line warning icon={<WifiOff aria-hidden />}>
        {t('ownQuality.poor')}
      </Line>
    )
  }
  return (
    <div role="status" className="flex justify-center empty:hidden">
      {line}
    </div>
  )
}

interface LineProps {
  icon: ReactNode
  warning?: boolean
  action?: ReactNode
  children: ReactNode
}

function Line({ icon, warning = false, action, children }: LineProps) {
  return (
    <div
      className={cx(
        'flex max-w-2xl animate-appear items-center gap-3 rounded-card px-4 py-2 text-caption [&>svg]:size-5 [&>svg]:shrink-0',
        warning ? 'bg-warning-soft text-warning-ink' : 'bg-surface text-ink',
      )}
    >
      {icon}
      <p>{children}</p>
      {action}
    </div>
  )
}
