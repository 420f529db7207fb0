package org.consilium.media.receive;

import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.time.MediaTicks;
import org.consilium.media.time.NtpTime;

/**
 * Counts of one incoming stream and the report block made of them (RFC 3550 §6.4.1, §A.3, §A.8).
 * Single writer.
 */
final class ReceptionStatistics {
    private final int clockRateHz;

    private long baseSequence = -1;
    private long highestSequence = -1;
    private long packets;
    private long bytes;
    private long expectedBefore;
    private long packetsBefore;

    /** Interarrival jitter in ticks, times 16. */
    private long jitterScaled;

    private long lastTransit;
    private boolean hasTransit;

    private int lastReportNtp;
    private long lastReportArrivalNanos;

    ReceptionStatistics(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** A new packet, original or repaired. */
    void onPacket(
            long sequence, long extendedTimestamp, int length, boolean isRepair, long nowNanos) {
        packets++;
        bytes += length;
        if (baseSequence < 0 || sequence < baseSequence) {
            baseSequence = sequence;
        }
        boolean inOrder = sequence > highestSequence;
        if (inOrder) {
            highestSequence = sequence;
        }
        if (inOrder && !isRepair) {
            // RFC 3550 §A.8
            long transit = MediaTicks.ofNanos(nowNanos, clockRateHz) - extendedTimestamp;
            if (hasTransit) {
                long difference = Math.abs(transit - lastTransit);
                jitterScaled += difference - ((jitterScaled + 8) >> 4);
            }
            lastTransit = transit;
            hasTransit = true;
        }
    }

    /** The source jumped: numbers between the old and the new were never sent. */
    void onRestart(long newSequence) {
        baseSequence += newSequence - highestSequence - 1;
        highestSequence = newSequence - 1;
        hasTransit = false;
    }

    void onSenderReport(long ntp, long nowNanos) {
        lastReportNtp = NtpTime.compact(ntp);
        lastReportArrivalNanos = nowNanos;
    }

    int writeReportBlock(byte[] array, int offset, int ssrc, long nowNanos) {
        if (packets == 0) {
            return 0;
        }
        long expected = highestSequence - baseSequence + 1;
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (packets - packetsBefore);
        expectedBefore = expected;
        packetsBefore = packets;
        int fraction =
                expectedNow <= 0 || lostNow <= 0
                        ? 0
                        : (int) Math.min(255, (lostNow << 8) / expectedNow);
        long cumulative = Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - packets));
        return RtcpWriter.writeReportBlock(
                array,
                offset,
                ssrc,
                fraction,
                (int) cumulative,
                (int) highestSequence,
                jitterScaled >> 4,
                lastReportNtp,
                lastReportNtp == 0 ? 0 : NtpTime.nanosToCompact(nowNanos - lastReportArrivalNanos));
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long lost() {
        return packets == 0 ? 0 : Math.max(0, highestSequence - baseSequence + 1 - packets);
    }

    long jitterNanos() {
        return MediaTicks.toNanos(jitterScaled >> 4, clockRateHz);
    }
}
