import { feedOf, type VideoFeed } from '@/lib/video-feed'

/** A drawn stand-in for a camera: a soft background, a head and shoulders, slowly moving. */
export function paintedFeed(id: string, hue: number): VideoFeed {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  const draw = canvas.getContext('2d')
  if (draw) {
    const paint = () => {
      const t = performance.now() / 1000
      const sway = Math.sin(t + hue) * 6
      const wall = draw.createLinearGradient(0, 0, 640, 360)
      wall.addColorStop(0, `oklch(0.72 0.05 ${hue})`)
      wall.addColorStop(1, `oklch(0.5 0.06 ${hue + 30})`)
      draw.fillStyle = wall
      draw.fillRect(0, 0, 640, 360)
      draw.fillStyle = `oklch(0.36 0.06 ${hue + 180})`
      draw.beginPath()
      draw.ellipse(320 + sway, 372, 150, 120, 0, 0, Math.PI * 2)
      draw.fill()
      draw.fillStyle = `oklch(0.8 0.06 ${50 + (hue % 25)})`
      draw.beginPath()
      draw.ellipse(320 + sway, 180, 62, 78, 0, 0, Math.PI * 2)
      draw.fill()
      draw.fillStyle = `oklch(0.3 0.04 ${hue % 80})`
      draw.beginPath()
      draw.ellipse(320 + sway, 124, 68, 40, 0, Math.PI, 0)
      draw.fill()
    }
    paint()
    setInterval(paint, 100)
  }
  return feedOf(id, canvas.captureStream(10))
}

/** A drawn stand-in for a shared document. */
export function paintedDocument(id: string): VideoFeed {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 800
  const draw = canvas.getContext('2d')
  if (draw) {
    const paint = () => {
      draw.fillStyle = '#fff'
      draw.fillRect(0, 0, 1280, 800)
      draw.fillStyle = '#223'
      draw.font = '600 40px sans-serif'
      draw.fillText('Compte rendu', 80, 110)
      draw.fillStyle = '#c4cbd4'
      for (let line = 0; line < 14; line++) draw.fillRect(80, 170 + line * 42, 1120 - ((line * 137) % 400), 14)
    }
    paint()
    setInterval(paint, 500)
  }
  return feedOf(id, canvas.captureStream(2))
}
