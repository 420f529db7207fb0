import { Camera, CameraOff, ChevronDown, CircleCheck, Mic, MicOff, TriangleAlert, Volume2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { LevelMeter } from '@/components/ui/level-meter'
import { SelectField } from '@/components/ui/select'
import { VideoView } from '@/components/ui/video-view'
import { cx } from '@/lib/cx'
import { useStore } from '@/lib/use-store'
import type { DeviceCheck, DeviceCheckView } from '@/rtc/device-check'
import type { DeviceProblem } from '@/rtc/device-problem'
import { canChooseSpeaker, type Device } from '@/rtc/devices'

/** The check before a call: preview, level, chime, choice of devices, and help for everything that can go wrong. */
export function DeviceCheckPanel({ check }: { check: DeviceCheck }) {
  const view = useStore(check.view)
  const untouched = view.camera.kind === 'idle' && view.microphone.kind === 'idle'
  return (
    <div className="flex flex-col gap-4">
      <Preview view={view} check={check} untouched={untouched} />
      {!untouched && <MicrophoneRow view={view} />}
      {view.camera.kind === 'failed' && (
        <ProblemHelp device="camera" problem={view.camera.problem} onRetry={() => void check.setCamera(true)} />
      )}
      {view.microphone.kind === 'failed' && view.microphone.problem !== cameraProblem(view) && (
        <ProblemHelp
          device="microphone"
          problem={view.microphone.problem}
          onRetry={() => void check.setMicrophone(true)}
        />
      )}
      {!untouched && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <span role="status">
            <Verdict view={view} />
          </span>
          <SpeakerTest check={check} chiming={view.chiming} />
        </div>
      )}
      {!untouched && <DeviceChoices view={view} check={check} />}
    </div>
  )
}

/** What stops the whole page is said once, not twice. */
function cameraProblem(view: DeviceCheckView): DeviceProblem | null {
  const problem = view.camera.kind === 'failed' ? view.camera.problem : null
  return problem === 'insecure' || problem === 'unsupported' ? problem : null
}

function Preview({ view, check, untouched }: { view: DeviceCheckView; check: DeviceCheck; untouched: boolean }) {
  const { t } = useTranslation('devices')
  const { camera, microphone } = view
  return (
    <div data-theme="dark" className="relative aspect-video overflow-hidden rounded-card bg-tile text-ink">
      {camera.kind === 'on' && <VideoView feed={camera.feed} label={t('preview')} mirrored />}
      {untouched && (
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-2 p-4 text-center">
          <Camera aria-hidden className="size-7 text-ink-muted max-[359px]:hidden" />
          <p className="font-medium">{t('explain.title')}</p>
          <p className="max-w-sm text-caption text-ink-muted max-[359px]:sr-only">{t('explain.text')}</p>
          <Button variant="primary" className="mt-1" onClick={() => void check.start()}>
            {t('explain.start')}
          </Button>
        </div>
      )}
      {(camera.kind === 'off' || camera.kind === 'failed') && (
        <p className="absolute inset-0 flex flex-col items-center justify-center gap-2 pb-12 text-ink-muted">
          <CameraOff aria-hidden className="size-7" />
          {t('cameraOff')}
        </p>
      )}
      {camera.kind === 'asking' && (
        <p role="status" className="absolute inset-0 flex items-center justify-center p-6 text-center text-ink-muted">
          {t('asking')}
        </p>
      )}
      {!untouched && (
        <div className="absolute inset-x-0 bottom-3 flex justify-center gap-3">
          <PreviewToggle
            on={microphone.kind === 'on'}
            busy={microphone.kind === 'asking'}
            label={t('microphone.name')}
            tooltip={microphone.kind === 'on' ? t('microphone.off') : t('microphone.on')}
            icons={{ on: <Mic aria-hidden />, off: <MicOff aria-hidden /> }}
            onToggle={(on) => void check.setMicrophone(on)}
          />
          <PreviewToggle
            on={camera.kind === 'on'}
            busy={camera.kind === 'asking'}
            label={t('camera.name')}
            tooltip={camera.kind === 'on' ? t('camera.off') : t('camera.on')}
            icons={{ on: <Camera aria-hidden />, off: <CameraOff aria-hidden /> }}
            onToggle={(on) => void check.setCamera(on)}
          />
        </div>
      )}
    </div>
  )
}

interface PreviewToggleProps {
  on: boolean
  busy: boolean
  label: string
  tooltip: string
  icons: { on: ReactNode; off: ReactNode }
  onToggle: (on: boolean) => void
}

function PreviewToggle({ on, busy, label, tooltip, icons, onToggle }: PreviewToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={label}
      title={tooltip}
      disabled={busy}
      onClick={() => onToggle(!on)}
      className={cx(
        'inline-flex size-12 items-center justify-center rounded-pill transition-colors duration-150 [&>svg]:size-5',
        on ? 'bg-pill text-ink hover:bg-sunken' : 'bg-danger text-on-danger hover:bg-danger-hover',
      )}
    >
      {on ? icons.on : icons.off}
    </button>
  )
}

function MicrophoneRow({ view }: { view: DeviceCheckView }) {
  const { t } = useTranslation('devices')
  const { microphone } = view
  return (
    <div className="flex flex-col gap-2">
      {microphone.kind === 'on' && (
        <>
          <LevelMeter label={t('microphone.level')} read={microphone.readLevel} />
          <p className="text-caption text-ink-muted">{t('microphone.speak')}</p>
          {microphone.silenced && <Banner tone="warning" live="polite" title={t('microphone.silenced')} />}
        </>
      )}
    </div>
  )
}

function Verdict({ view }: { view: DeviceCheckView }) {
  const { t } = useTranslation('devices')
  const { camera, microphone } = view
  if (camera.kind === 'asking' || microphone.kind === 'asking') return null
  const verdict =
    microphone.kind === 'on' ? (camera.kind === 'on' ? 'good' : 'audio') : camera.kind === 'on' ? 'video' : 'none'
  const tone = verdict === 'good' ? 'success' : verdict === 'none' ? 'danger' : 'warning'
  return (
    <Badge tone={tone} icon={verdict === 'good' ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}>
      {t(`verdict.${verdict}`)}
    </Badge>
  )
}

interface ProblemHelpProps {
  device: 'camera' | 'microphone'
  problem: DeviceProblem
  onRetry: () => void
}

function ProblemHelp({ device, problem, onRetry }: ProblemHelpProps) {
  const { t } = useTranslation('devices')
  const hopeless = problem === 'insecure' || problem === 'unsupported'
  return (
    <Banner
      tone="warning"
      live="polite"
      title={t(`problem.${device}.${problem}.title`)}
      actions={
        !hopeless && (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    >
      {t(`problem.${device}.${problem}.text`)}
    </Banner>
  )
}

function SpeakerTest({ check, chiming }: { check: DeviceCheck; chiming: boolean }) {
  const { t } = useTranslation('devices')
  const [answer, setAnswer] = useState<'none' | 'asked' | 'heard' | 'not-heard'>('none')
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="small"
          busy={chiming}
          icon={<Volume2 aria-hidden className="size-5" />}
          onClick={() => {
            setAnswer('asked')
            void check.chime()
          }}
        >
          {chiming ? t('speaker.playing') : t('speaker.test')}
        </Button>
        {answer === 'asked' && !chiming && (
          <>
            <Button size="small" variant="quiet" onClick={() => setAnswer('heard')}>
              {t('speaker.heard')}
            </Button>
            <Button size="small" variant="quiet" onClick={() => setAnswer('not-heard')}>
              {t('speaker.notHeard')}
            </Button>
          </>
        )}
        {answer === 'heard' && (
          <span role="status">
            <Badge tone="success" icon={<CircleCheck aria-hidden />}>
              {t('speaker.good')}
            </Badge>
          </span>
        )}
      </div>
      {answer === 'not-heard' && (
        <p role="status" className="text-caption text-warning-ink">
          {t('speaker.help')}
        </p>
      )}
    </div>
  )
}

function DeviceChoices({ view, check }: { view: DeviceCheckView; check: DeviceCheck }) {
  const { t } = useTranslation('devices')
  const { devices, chosen } = view
  const options = (list: readonly Device[]) =>
    list.map((device, index) => ({ value: device.id, label: device.label || t('unnamed', { number: index + 1 }) }))
  const current = (list: readonly Device[], id: string | null) =>
    list.some((device) => device.id === id) ? (id ?? '') : (list[0]?.id ?? '')
  const choosable = [devices.camera, devices.microphone, canChooseSpeaker() ? devices.speaker : []]
  if (choosable.every((list) => list.length === 0)) return null

  return (
    <details className="group rounded-control border border-line bg-surface">
      <summary className="flex min-h-11 list-none items-center justify-between gap-3 px-4 font-medium [&::-webkit-details-marker]:hidden">
        {t('choose')}
        <ChevronDown
          aria-hidden
          className="size-5 shrink-0 text-ink-muted transition-transform duration-150 group-open:rotate-180"
        />
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-4">
        {devices.camera.length > 0 && (
          <SelectField
            label={t('camera.name')}
            options={options(devices.camera)}
            value={current(devices.camera, chosen.camera)}
            onChange={(event) => void check.choose('camera', event.target.value)}
          />
        )}
        {devices.microphone.length > 0 && (
          <SelectField
            label={t('microphone.name')}
            options={options(devices.microphone)}
            value={current(devices.microphone, chosen.microphone)}
            onChange={(event) => void check.choose('microphone', event.target.value)}
          />
        )}
        {devices.speaker.length > 0 && canChooseSpeaker() && (
          <SelectField
            label={t('speaker.name')}
            options={options(devices.speaker)}
            value={current(devices.speaker, chosen.speaker)}
            onChange={(event) => void check.choose('speaker', event.target.value)}
          />
        )}
      </div>
    </details>
  )
}
