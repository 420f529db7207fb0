package org.consilium.perf.load.media;

import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;

/**
 * One track as a subscriber gets it: put in order, asked for again where it is missing, measured.
 * Single thread: the loop.
 */
final class IncomingStream {
    /** How long a browser waits for a keyframe before it asks (libwebrtc: 200 ms). */
    private static final long KEYFRAME_WAIT_NANOS = 200_000_000;

    private static final long KEYFRAME_RETRY_NANOS = 1_000_000_000;

    /** Nothing is ever read back, so next to nothing is kept. */
    private static final int HISTORY_SLOTS = 4;

    private static final int HISTORY_BYTES = 8192;

    private final boolean video;
    private final int ssrc;
    private final int retransmissionSsrc;
    private final HeaderExtensionMap extensions;
    private final ReceiveStream stream;
    private final SourcePacket packet = new SourcePacket();
    private final FirstFrame firstFrame = new FirstFrame();
    private long nextKeyframeRequestNanos = Long.MAX_VALUE;

    IncomingStream(
            boolean video,
            int ssrc,
            int retransmissionSsrc,
            PayloadTypeMap payloadTypes,
            HeaderExtensionMap extensions,
            boolean nack) {
        this.video = video;
        this.ssrc = ssrc;
        this.retransmissionSsrc = retransmissionSsrc;
        this.extensions = extensions;
        stream =
                new ReceiveStream(
                        new ReceiveStreamSettings(
                                ssrc,
                                video ? PayloadFormat.VP8 : PayloadFormat.OPUS,
                                video ? 90_000 : 48_000,
                                payloadTypes,
                                extensions,
                                nack,
                                HISTORY_SLOTS,
                                HISTORY_BYTES),
                        new PublisherClock());
    }

    boolean isVideo() {
        return video;
    }

    int ssrc() {
        return ssrc;
    }

    /** 0 when the track has none. */
    int retransmissionSsrc() {
        return retransmissionSsrc;
    }

    /** Takes a packet; {@link #packet()} tells its header whatever comes of it. */
    ReceiveResult onRtp(byte[] array, int offset, int length, boolean again, long nowNanos) {
        if (nextKeyframeRequestNanos == Long.MAX_VALUE && video && !firstFrame.isComplete()) {
            nextKeyframeRequestNanos = nowNanos + KEYFRAME_WAIT_NANOS;
        }
        if (!packet.read(array, offset, length, extensions)) {
            return ReceiveResult.MALFORMED;
        }
        return again ? stream.onRetransmission(packet, nowNanos) : stream.onRtp(packet, nowNanos);
    }

    SourcePacket packet() {
        return packet;
    }

    /** True when the packet that was just accepted completes the first frame to be decoded. */
    boolean completesFirstFrame() {
        return video && !firstFrame.isComplete() && firstFrame.onPacket(packet);
    }

    boolean hasFirstFrame() {
        return firstFrame.isComplete();
    }

    boolean hasMedia() {
        return stream.receivedPackets() > 0;
    }

    long receivedPackets() {
        return stream.receivedPackets();
    }

    long lostPackets() {
        return stream.lostPackets();
    }

    long repairedPackets() {
        return stream.repairedPackets();
    }

    long nackedPackets() {
        return stream.nackedPackets();
    }

    int writeNack(byte[] array, int offset, int limit, int senderSsrc, long nowNanos) {
        return stream.writeNack(array, offset, limit, senderSsrc, nowNanos);
    }

    /** Writes a picture loss indication if a keyframe is needed; answers its bytes. */
    int writeKeyframeRequest(byte[] array, int senderSsrc, long nowNanos) {
        boolean lost = stream.takeKeyframeRequest();
        if (firstFrame.isComplete() ? !lost : nowNanos < nextKeyframeRequestNanos) {
            return 0;
        }
        nextKeyframeRequestNanos = nowNanos + KEYFRAME_RETRY_NANOS;
        return RtcpWriter.writePictureLoss(array, 0, senderSsrc, ssrc);
    }

    int writeReportBlock(byte[] array, int offset, long nowNanos) {
        return stream.writeReportBlock(array, offset, nowNanos);
    }

    void onSenderReport(long ntp, int rtpTimestamp, long nowNanos) {
        stream.onSenderReport(ntp, rtpTimestamp, nowNanos);
    }
}
