import { Component, type ReactNode } from 'react'
import { BrokenPage } from '@/app/broken-page'

/** Catches what rendering threw: a bug of ours, or files of a newer version after an update. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children
  }
}
