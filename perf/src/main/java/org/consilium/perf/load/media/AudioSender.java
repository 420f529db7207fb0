package org.consilium.perf.load.media;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.consilium.media.rtp.RtpPacket;

/**
 * A microphone: an Opus packet of recorded size every 20 ms (RFC 7587), with its level (RFC 6464),
 * loud while its turn to speak is, and quiet else.
 */
final class AudioSender {
    static final int PAYLOAD_TYPE = 111;

    private static final long PERIOD_NANOS = 20_000_000;
    private static final int TICKS = 960;
    private static final int LOUD = 25; // −dBov
    private static final int QUIET = 80;

    /** One code, stereo, 20 ms of SILK: what RFC 6716 §3.1 calls configuration 9. */
    private static final byte TABLE_OF_CONTENTS = 0x48;

    private final MediaTransport transport;
    private final FrameTrace trace = FrameTrace.of("a");
    private final byte[] mid;
    private final int ssrc;
    private final byte[] packet = new byte[512];
    private int sequence;
    private int timestamp;
    private int index;
    private boolean speaking;
    private long nextNanos;
    private long packets;
    private long octets;

    AudioSender(MediaTransport transport, String mid, RandomGenerator random) {
        this.transport = transport;
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
        ssrc = random.nextInt();
        sequence = random.nextInt(0x8000);
        timestamp = random.nextInt();
        index = random.nextInt(1000);
    }

    int ssrc() {
        return ssrc;
    }

    void speaking(boolean now) {
        speaking = now;
    }

    void start(long nowNanos, long phaseNanos) {
        nextNanos = nowNanos + phaseNanos % PERIOD_NANOS;
    }

    void onTick(long nowNanos) {
        while (nextNanos != 0 && nowNanos >= nextNanos) {
            nextNanos += PERIOD_NANOS;
            send();
        }
    }

    private void send() {
        RtpPacket.writeFixedHeader(packet, 0, true, false, PAYLOAD_TYPE, sequence, timestamp, ssrc);
        int at = RtpPacket.FIXED_HEADER_LENGTH + 4;
        at = transport.writeTransportSequence(packet, at);
        packet[at] = (byte) ((ClientDescriptions.MID_ID << 4) | (mid.length - 1));
        System.arraycopy(mid, 0, packet, at + 1, mid.length);
        at += 1 + mid.length;
        packet[at] = (byte) (ClientDescriptions.AUDIO_LEVEL_ID << 4);
        packet[at + 1] = (byte) (speaking ? 0x80 | LOUD : QUIET);
        at = ExtensionBlock.finish(packet, RtpPacket.FIXED_HEADER_LENGTH, at + 2);
        packet[at] = TABLE_OF_CONTENTS;
        PayloadStamp.write(packet, at + 1, System.nanoTime());
        int content = Math.clamp(trace.deltaBytes(0, index++), 1 + PayloadStamp.LENGTH, 400);
        int length = at + content;
        sequence = (sequence + 1) & 0xffff;
        timestamp += TICKS;
        packets++;
        octets += length;
        transport.sendRtp(packet, length);
    }

    int timestamp() {
        return timestamp;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }
}
