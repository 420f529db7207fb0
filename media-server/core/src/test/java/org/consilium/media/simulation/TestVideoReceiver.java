package org.consilium.media.simulation;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtcp.RtcpWriter;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of one forwarded VP8 stream, as a browser's: puts frames together, asks for what is
 * missing, goes on at the next complete keyframe when a frame before it does not get complete, asks
 * for a keyframe when repair takes too long, and shows frames after a playout delay. Counts what a
 * person would notice and what a decoder would choke on.
 */
final class TestVideoReceiver {
    /** Browsers ask as soon as they see a gap. */
    private static final long NACK_AFTER_NANOS = 0;

    private static final long NACK_AGAIN_NANOS = 120_000_000L;
    private static final long GIVE_UP_NANOS = 1_000_000_000L;
    private static final long PLI_AGAIN_NANOS = 1_000_000_000L;
    private static final long REPORT_NANOS = 1_000_000_000L;

    /** As a browser's receiver: packets come, but for so long none of a keyframe complete. */
    private static final long PLI_AFTER_NANOS = 200_000_000L;

    /** Where the mark of {@link TestVideoSource} stands, behind descriptor and frame header. */
    private static final int MARK = 6 + 10;

    private final int ssrc;
    private final int rtxSsrc;
    private final TestTransport transport;
    private final TreeMap<Long, byte[]> buffer = new TreeMap<>();
    private final TreeMap<Long, long[]> missing = new TreeMap<>();
    private final TestPlayout playout = new TestPlayout();
    private long highest = -1;
    private long nextToPlay = -1;
    private boolean waitingForKeyframe = true;
    private long waitingSinceNanos;
    private long lastPliNanos = Long.MIN_VALUE / 2;
    private long lastFrameNanos = -1;
    private int lastSourceFrame = -1;
    private int lastPictureId = -1;
    private int frames;
    private int keyframes;
    private int missedFrames;
    private int outOfOrder;
    private int nacks;
    private int plis;
    private long longestGapNanos;
    private int lastLayer = -1;
    private int layerSwitches;
    private int duplicates;
    private int brokenPictureIds;
    private long lastTimestamp = -1;
    private int timestampsBackwards;
    private long lastReportNanos = Long.MIN_VALUE / 2;
    private long highestReported;
    private int lostSinceReport;

    TestVideoReceiver(TestTransport transport, int ssrc, int rtxSsrc) {
        this.transport = transport;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
    }

    boolean takes(int packetSsrc) {
        return packetSsrc == ssrc || packetSsrc == rtxSsrc;
    }

    /** Complete frames in order, decodable. */
    int frames() {
        return frames;
    }

    int keyframes() {
        return keyframes;
    }

    /** Frames of the camera that were never shown between two that were. */
    int missedFrames() {
        return missedFrames;
    }

    /** Frames that came after a later one, or of another layer than a decoder could follow to. */
    int outOfOrder() {
        return outOfOrder;
    }

    TestPlayout playout() {
        return playout;
    }

    /** Between two frames as they became complete, before any playout delay. */
    long longestGapMillis() {
        return longestGapNanos / 1_000_000;
    }

    int lastLayer() {
        return lastLayer;
    }

    int layerSwitches() {
        return layerSwitches;
    }

    int pictureLossIndications() {
        return plis;
    }

    int nacks() {
        return nacks;
    }

    /** Picture ids that did not follow their predecessor within one run of frames. */
    int brokenPictureIds() {
        return brokenPictureIds;
    }

    int timestampsBackwards() {
        return timestampsBackwards;
    }

    int duplicates() {
        return duplicates;
    }

    /** From now on counts gaps, freezes and missed frames anew. */
    void resetGaps() {
        longestGapNanos = 0;
        lastFrameNanos = -1;
        missedFrames = 0;
        playout.resetFreezes();
    }

    void onRtp(byte[] packet, int length, long nowNanos) {
        int header = headerLength(packet);
        int padding = (packet[0] & 0x20) == 0 ? 0 : packet[length - 1] & 0xff;
        int sequence = BigEndian.u16(packet, 2);
        byte[] media;
        if (BigEndian.i32(packet, 8) == rtxSsrc) {
            if (length < header + 2) {
                return;
            }
            sequence = BigEndian.u16(packet, header);
            media = new byte[length - 2];
            System.arraycopy(packet, 0, media, 0, header);
            BigEndian.putU16(media, 2, sequence);
            System.arraycopy(packet, header + 2, media, header, length - header - 2);
        } else {
            media = Arrays.copyOf(packet, length - padding);
        }
        long extended = highest < 0 ? sequence : SerialNumbers.extend16(highest, sequence);
        if (highest >= 0) {
            for (long lost = highest + 1; lost < extended; lost++) {
                missing.put(lost, new long[] {nowNanos, Long.MIN_VALUE / 2});
                lostSinceReport++;
            }
        } else {
            nextToPlay = extended;
            highestReported = extended - 1;
        }
        highest = Math.max(highest, extended);
        missing.remove(extended);
        if (extended < nextToPlay || buffer.containsKey(extended)) {
            duplicates++;
            return;
        }
        buffer.put(extended, media);
        play(nowNanos);
    }

    private void play(long nowNanos) {
        while (true) {
            while (isEmpty(buffer.get(nextToPlay))) {
                buffer.remove(nextToPlay++);
            }
            if (waitingForKeyframe || endOfFrame(nextToPlay) < 0) {
                Long start = completeKeyframe();
                if (start == null) {
                    return;
                }
                if (start > nextToPlay) {
                    lastPictureId = -1; // begins a new run of frames
                }
                waitingForKeyframe = false;
                nextToPlay = start;
                buffer.headMap(start).clear();
                missing.headMap(start).clear();
            }
            playFrame(endOfFrame(nextToPlay), nowNanos);
        }
    }

    /** Where the first complete keyframe begins, null when there is none. */
    private @Nullable Long completeKeyframe() {
        for (Map.Entry<Long, byte[]> entry : buffer.entrySet()) {
            byte[] packet = entry.getValue();
            if (startsFrame(packet)
                    && (packet[headerLength(packet) + 6] & 1) == 0
                    && endOfFrame(entry.getKey()) >= 0) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** The last packet of the frame that begins here, −1 unless all of it is there. */
    private long endOfFrame(long start) {
        byte[] first = buffer.get(start);
        if (first == null || !startsFrame(first)) {
            return -1;
        }
        for (long at = start; ; at++) {
            byte[] packet = buffer.get(at);
            if (packet == null || (at > start && startsFrame(packet))) {
                return -1; // RFC 7741 §4.1: S begins a frame also where the marker was lost
            }
            if ((packet[1] & 0x80) != 0) {
                return at;
            }
        }
    }

    private static boolean isEmpty(byte @Nullable [] packet) {
        return packet != null && packet.length == headerLength(packet);
    }

    private static boolean startsFrame(byte[] packet) {
        return !isEmpty(packet) && (packet[headerLength(packet)] & 0x10) != 0;
    }

    private void playFrame(long end, long nowNanos) {
        byte[] first = Objects.requireNonNull(buffer.get(nextToPlay));
        int at = headerLength(first) + MARK;
        int sourceFrame = BigEndian.i32(first, at);
        int layer = first[at + 4];
        boolean keyframe = first[at + 7] == 1;
        int pictureId = BigEndian.u16(first, headerLength(first) + 2) & 0x7fff;
        if (lastPictureId >= 0 && ((lastPictureId + 1) & 0x7fff) != pictureId) {
            brokenPictureIds++;
        }
        lastPictureId = pictureId;
        long timestamp = BigEndian.u32(first, 4);
        if (lastTimestamp >= 0 && (int) (timestamp - lastTimestamp) <= 0) {
            timestampsBackwards++;
        }
        lastTimestamp = timestamp;
        if (layer != lastLayer) {
            if (lastLayer >= 0) {
                layerSwitches++;
                if (!keyframe) {
                    outOfOrder++;
                }
            }
        } else if (sourceFrame <= lastSourceFrame) {
            outOfOrder++;
        }
        if (lastLayer >= 0) {
            missedFrames += Math.max(0, sourceFrame - lastSourceFrame - 1);
        }
        lastLayer = layer;
        lastSourceFrame = sourceFrame;
        frames++;
        if (keyframe) {
            keyframes++;
        }
        if (lastFrameNanos >= 0) {
            longestGapNanos = Math.max(longestGapNanos, nowNanos - lastFrameNanos);
        }
        lastFrameNanos = nowNanos;
        playout.onFrame(timestamp, nowNanos);
        nextToPlay = end + 1;
        buffer.headMap(nextToPlay).clear();
    }

    void onTick(long nowNanos) {
        report(nowNanos);
        var lost = new TreeMap<>(missing);
        for (Map.Entry<Long, long[]> entry : lost.entrySet()) {
            long[] times = entry.getValue();
            if (entry.getKey() < nextToPlay) {
                missing.remove(entry.getKey());
            } else if (nowNanos - times[0] > GIVE_UP_NANOS) {
                missing.remove(entry.getKey());
                buffer.headMap(entry.getKey()).clear();
                waitingForKeyframe = true;
            } else if (nowNanos - times[0] >= NACK_AFTER_NANOS
                    && nowNanos - times[1] >= NACK_AGAIN_NANOS) {
                times[1] = nowNanos;
                sendNack((int) (long) entry.getKey() & 0xffff);
            }
        }
        if (!waitingForKeyframe || highest < 0) {
            waitingSinceNanos = nowNanos;
        }
        if (nowNanos - waitingSinceNanos >= PLI_AFTER_NANOS
                && nowNanos - lastPliNanos >= PLI_AGAIN_NANOS) {
            lastPliNanos = nowNanos;
            plis++;
            byte[] pli = new byte[12];
            pli[0] = (byte) 0x81;
            pli[1] = (byte) 206;
            BigEndian.putU16(pli, 2, 2);
            BigEndian.putI32(pli, 4, 1);
            BigEndian.putI32(pli, 8, ssrc);
            transport.sendRtcp(pli, 12);
        }
    }

    /** RFC 3550 §6.4.2: one block, about what was lost since the last one, before repair. */
    private void report(long nowNanos) {
        if (highest < 0 || nowNanos - lastReportNanos < REPORT_NANOS) {
            return;
        }
        lastReportNanos = nowNanos;
        long expected = highest - highestReported;
        int lost = lostSinceReport;
        highestReported = highest;
        lostSinceReport = 0;
        byte[] report =
                new byte[RtcpWriter.RECEIVER_REPORT_LENGTH + RtcpWriter.REPORT_BLOCK_LENGTH];
        RtcpWriter.writeReceiverReport(report, 0, 1, 1);
        RtcpWriter.writeReportBlock(
                report,
                RtcpWriter.RECEIVER_REPORT_LENGTH,
                ssrc,
                expected <= 0 ? 0 : (int) Math.min(255, lost * 256L / expected),
                0,
                (int) highest,
                0,
                0,
                0);
        transport.sendRtcp(report, report.length);
    }

    private void sendNack(int sequence) {
        nacks++;
        byte[] nack = new byte[16];
        nack[0] = (byte) 0x81;
        nack[1] = (byte) 205;
        BigEndian.putU16(nack, 2, 3);
        BigEndian.putI32(nack, 4, 1);
        BigEndian.putI32(nack, 8, ssrc);
        BigEndian.putU16(nack, 12, sequence);
        transport.sendRtcp(nack, 16);
    }

    private static int headerLength(byte[] packet) {
        int length = 12 + 4 * (packet[0] & 0x0f);
        return (packet[0] & 0x10) == 0
                ? length
                : length + 4 + 4 * BigEndian.u16(packet, length + 2);
    }
}
