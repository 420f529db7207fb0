import { beforeEach, describe, expect, it } from 'vitest'
import { forgetCall, rememberCall, rememberedCall } from './call-memory'

describe('the memory of a call', () => {
  beforeEach(() => sessionStorage.clear())

  it('is of one consult, with microphone and camera as they were', () => {
    rememberCall({ consultId: 'a', microphoneOn: false, cameraOn: true })
    expect(rememberedCall('a')).toEqual({ consultId: 'a', microphoneOn: false, cameraOn: true })
    expect(rememberedCall('b')).toBeNull()
  })

  it('ends with the call', () => {
    rememberCall({ consultId: 'a', microphoneOn: true, cameraOn: true })
    forgetCall()
    expect(rememberedCall('a')).toBeNull()
  })

  it.each(['', '{', 'null', '7', '[]', '{}', '{"consultId":1}'])('is nothing else that stands there: %s', (text) => {
    sessionStorage.setItem('consilium.call', text)
    expect(rememberedCall('a')).toBeNull()
  })

  it('opens nothing that was not surely open', () => {
    sessionStorage.setItem('consilium.call', '{"consultId":"a","microphoneOn":"yes"}')
    expect(rememberedCall('a')).toEqual({ consultId: 'a', microphoneOn: false, cameraOn: false })
  })
})
