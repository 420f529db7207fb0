import { ScreenSharePresets, VideoPresets, type ReconnectPolicy, type RoomOptions } from 'livekit-client'

/**
 * How long the library itself tries to take up a lost call. The first tries come quickly, then one every two seconds or so, at random
 * so that a whole room does not come back in the same instant.
 *
 * Not longer than the server keeps the place: what comes after is a new entry, which the session makes (comeback.ts). And each try is a
 * WebSocket: Firefox lets those to a server that did not answer wait half as long again after every failure, up to a minute, so that
 * many tries in vain keep it away from a server that is back long since.
 */
const briefReconnection: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
    elapsedMs > 20_000 ? null : Math.min(300 * 2 ** retryCount, 2_000) * (0.75 + Math.random() / 2),
}

/**
 * The one place where it is decided how media is captured and sent.
 *
 * - VP8 with three simulcast layers: every browser encodes and decodes it, and the server forwards the layer a tile needs.
 * - No RED: the server forwards one payload type per audio track. DTX saves the bits of silence.
 * - Dual peer connections: the mode the server speaks; asking for the single one first would cost every join a refused request.
 */
export const roomOptions: RoomOptions = {
  adaptiveStream: { pixelDensity: 'screen' },
  dynacast: true,
  singlePeerConnection: false,
  stopLocalTrackOnUnpublish: true,
  disconnectOnPageLeave: true,
  reconnectPolicy: briefReconnection,
  videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
  audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  publishDefaults: {
    simulcast: true,
    videoCodec: 'vp8',
    backupCodec: false,
    videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
    // Text in a shared document needs sharpness more than motion.
    screenShareEncoding: ScreenSharePresets.h1080fps15.encoding,
    screenShareSimulcastLayers: [],
    red: false,
    dtx: true,
  },
}
