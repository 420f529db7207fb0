/** Reads how loud a microphone is. `read` gives 0 to 1, about logarithmic, so that normal speech sits in the middle. */
export class LoudnessReader {
  readonly #context: AudioContext
  readonly #analyser: AnalyserNode
  readonly #samples: Float32Array<ArrayBuffer>

  constructor(stream: MediaStream) {
    this.#context = new AudioContext()
    this.#analyser = this.#context.createAnalyser()
    this.#analyser.fftSize = 512
    this.#samples = new Float32Array(this.#analyser.fftSize)
    this.#context.createMediaStreamSource(stream).connect(this.#analyser)
  }

  readonly read = (): number => {
    this.#analyser.getFloatTimeDomainData(this.#samples)
    let sum = 0
    for (const sample of this.#samples) sum += sample * sample
    const decibels = 10 * Math.log10(sum / this.#samples.length + 1e-10)
    // −60 dBFS is a quiet room, −15 dBFS somebody speaking up close.
    return Math.min(1, Math.max(0, (decibels + 60) / 45))
  }

  /** Browsers start the context only after a gesture. */
  resume(): void {
    this.#context.resume().catch(() => undefined)
  }

  close(): void {
    this.#context.close().catch(() => undefined)
  }
}

// A major third and the octave above: pleasant, short, and audible on small speakers.
const CHIME_HZ = [523.25, 659.25, 1046.5]
const NOTE_S = 0.18

/** Plays three notes on the chosen speaker; resolves when they have ended. */
export async function playChime(speakerId: string | null): Promise<void> {
  const context = new AudioContext()
  try {
    await context.resume()
    const out = context.createMediaStreamDestination()
    const element = new Audio()
    element.srcObject = out.stream
    if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId).catch(() => undefined)
    const start = context.currentTime + 0.05
    CHIME_HZ.forEach((frequency, index) => {
      const oscillator = context.createOscillator()
      const gain = context.createGain()
      oscillator.frequency.value = frequency
      const from = start + index * NOTE_S
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(0.25, from + 0.02)
      gain.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S * 2)
      oscillator.connect(gain).connect(out)
      oscillator.start(from)
      oscillator.stop(from + NOTE_S * 2)
    })
    await element.play()
    await new Promise((resolve) => setTimeout(resolve, (CHIME_HZ.length + 1) * NOTE_S * 1000 + 200))
    element.srcObject = null
  } finally {
    await context.close()
  }
}
