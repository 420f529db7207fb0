import { Camera, Inbox, Mic, MicOff, Plus, Settings, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { paintedFeed } from '@/app/dev/painted-feed'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Brand } from '@/components/ui/brand'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { TextField } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { LevelMeter } from '@/components/ui/level-meter'
import { Menu } from '@/components/ui/menu'
import { PageHeading } from '@/components/ui/page-heading'
import { PasswordField } from '@/components/ui/password-field'
import { ProgressBar, ProgressSteps } from '@/components/ui/progress'
import { SelectField } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { Table } from '@/components/ui/table'
import { Tabs } from '@/components/ui/tabs'
import { VideoTile } from '@/components/ui/video-tile'
import { notify } from '@/lib/notices'
import { chooseTheme } from '@/lib/theme'

const readLevel = () => 0.55 + 0.3 * Math.sin(performance.now() / 300)
const feed = paintedFeed('parts', 200)

/** Every part in every state, to be looked at and photographed. Development builds only; its own words need no translation. */
export function DevPartsPage() {
  const [dialog, setDialog] = useState<'centre' | 'side' | 'foot' | null>(null)
  const [pressed, setPressed] = useState(true)
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-8 px-4 py-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <PageHeading title="Parts" />
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => chooseTheme('light')}>
            Light
          </Button>
          <Button size="small" onClick={() => chooseTheme('dark')}>
            Dark
          </Button>
          <LanguageSwitch />
        </div>
      </div>
      <Part title="Brand, avatar, badge">
        <Brand name="Hôpital Saint-Antoine" />
        <Avatar name="Dr Claire Martin" size="small" />
        <Avatar name="Paul Durand" />
        <Avatar name="Nguyễn Thị Lan" size="large" />
        <Badge>Neutral</Badge>
        <Badge tone="accent">Accent</Badge>
        <Badge tone="success">Success</Badge>
        <Badge tone="warning">Warning</Badge>
        <Badge tone="danger">Danger</Badge>
      </Part>
      <Part title="Buttons">
        <Button variant="primary" icon={<Plus aria-hidden className="size-5" />}>
          Primary
        </Button>
        <Button>Secondary</Button>
        <Button variant="quiet">Quiet</Button>
        <Button variant="danger">Danger</Button>
        <Button variant="danger-quiet">Danger quiet</Button>
        <Button variant="primary" busy>
          Busy
        </Button>
        <Button variant="primary" disabled>
          Disabled
        </Button>
        <Button size="small">Small</Button>
        <Button size="large" variant="primary">
          Large
        </Button>
        <IconButton icon={<Settings />} label="Settings" />
        <IconButton
          icon={pressed ? <Mic /> : <MicOff />}
          label="Microphone"
          pressed={pressed}
          onClick={() => setPressed(!pressed)}
        />
        <IconButton icon={<Trash2 />} label="Delete" tone="danger" />
      </Part>
      <Part title="Fields">
        <div className="grid w-full gap-5 sm:grid-cols-2">
          <TextField label="Name" help="Shown to the others." defaultValue="Claire Martin" />
          <TextField label="E-mail" error="Enter a complete e-mail address." defaultValue="claire@" />
          <PasswordField label="Password" showLabel="Show the password" defaultValue="correct horse" />
          <SelectField
            label="Role"
            optionalText="(optional)"
            options={[
              { value: 'a', label: 'Doctor' },
              { value: 'b', label: 'Patient' },
            ]}
          />
          <TextField label="Disabled" disabled defaultValue="Not now" />
        </div>
        <div className="w-full">
          <CopyField label="Link" value="https://consilium.example/j#abcdef" copyText="Copy" copiedText="Copied" />
        </div>
      </Part>
      <Part title="Banners">
        <div className="flex w-full flex-col gap-3">
          {(['info', 'success', 'warning', 'danger'] as const).map((tone) => (
            <Banner key={tone} tone={tone} title={`A ${tone} banner`} actions={<Button size="small">Do it</Button>}>
              What it means, and what to do.
            </Banner>
          ))}
        </div>
      </Part>
      <Part title="Dialog, drawer, sheet, menu, toast">
        <Button onClick={() => setDialog('centre')}>Dialog</Button>
        <Button onClick={() => setDialog('side')}>Drawer</Button>
        <Button onClick={() => setDialog('foot')}>Sheet</Button>
        <Menu
          align="start"
          trigger={<Button>Menu</Button>}
          items={[
            { kind: 'heading', label: 'Heading' },
            { kind: 'action', label: 'Action', icon: <Camera aria-hidden />, onSelect: () => undefined },
            { kind: 'choice', label: 'Chosen', checked: true, onSelect: () => undefined },
            { kind: 'line' },
            {
              kind: 'action',
              label: 'Dangerous',
              tone: 'danger',
              icon: <Trash2 aria-hidden />,
              onSelect: () => undefined,
            },
          ]}
        />
        {(['info', 'success', 'warning', 'danger'] as const).map((tone) => (
          <Button key={tone} onClick={() => notify(`A ${tone} notice.`, tone)}>
            Toast {tone}
          </Button>
        ))}
        {dialog && (
          <Dialog
            open
            place={dialog}
            onOpenChange={() => setDialog(null)}
            title="A title"
            description="What this asks."
            actions={
              <Button variant="primary" onClick={() => setDialog(null)}>
                Done
              </Button>
            }
          >
            <TextField label="A field" />
          </Dialog>
        )}
      </Part>
      <Part title="Progress, level, skeleton">
        <div className="flex w-full flex-col gap-4">
          <ProgressSteps label="Steps" steps={['Name', 'Devices', 'Enter']} current={1} />
          <ProgressBar label="Progress" value={0.6} />
          <LevelMeter label="Level" read={readLevel} />
          <Skeleton className="h-6 w-1/2" />
        </div>
      </Part>
      <Part title="Tabs and table">
        <div className="w-full">
          <Tabs
            label="Tabs"
            tabs={[
              {
                value: 'one',
                label: 'People',
                content: (
                  <Card className="p-2">
                    <Table
                      caption="People"
                      columns={[
                        { key: 'name', heading: 'Name', cell: (row: string) => row },
                        { key: 'time', heading: 'Arrived', end: true, cell: () => '10:30' },
                      ]}
                      rows={['Claire Martin', 'Paul Durand']}
                      rowKey={(row) => row}
                    />
                  </Card>
                ),
              },
              { value: 'two', label: 'Empty', content: <EmptyState icon={<Inbox />} title="Nothing here yet" /> },
            ]}
          />
        </div>
      </Part>
      <Part title="Video tile">
        <div data-theme="dark" className="grid w-full gap-3 rounded-card bg-page p-3 sm:grid-cols-3">
          <VideoTile
            className="aspect-video"
            name="Dr Claire Martin"
            detail="Doctor"
            verifiedText="Verified clinician"
            feed={feed}
            speaking
            marks={{}}
            label="Dr Claire Martin, speaking"
          />
          <VideoTile
            className="aspect-video"
            name="Marie-Antoinette de La Rochefoucauld-Montbel"
            detail="Relative"
            feed={null}
            marks={{ muted: 'microphone off', hand: 'hand raised' }}
            label="Marie-Antoinette, muted"
          />
          <VideoTile
            className="aspect-video"
            name="Paul Durand"
            detail="Patient"
            feed={null}
            marks={{ connection: 'weak connection' }}
            label="Paul Durand, weak connection"
          />
        </div>
      </Part>
    </main>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lead">{title}</h2>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </section>
  )
}
