package org.consilium.media.send;

import org.consilium.media.rtp.RtpSource;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.time.MediaTicks;
import org.jspecify.annotations.Nullable;

/**
 * Finds the timestamp at which a source goes on where another stopped.
 *
 * <p>Best is the capture time: layers of one publisher are compared by their sender reports, so
 * that a switch does not move the picture against the sound. Without reports, and when they
 * contradict what arrives, the time of arrival must do. Time never goes back: a source that lags is
 * delayed by the difference, and the next switch takes that delay back, so delays do not add up.
 */
final class Timeline {
    /** Clocks that disagree with arrival by more are wrong: no jitter buffer would follow. */
    private static final long MAX_DISAGREEMENT_NANOS = 2_000_000_000L;

    private final int clockRateHz;
    private final int firstOffset;

    private boolean started;
    private int lastTimestamp;
    private long lastArrivalNanos;

    /** Result of the last {@link #begin}. */
    private int offset;

    private int delay;

    /**
     * @param firstOffset random, added to the timestamps of the first source (RFC 3550 §5.1)
     */
    Timeline(int clockRateHz, int firstOffset) {
        this.clockRateHz = clockRateHz;
        this.firstOffset = firstOffset;
    }

    /** A packet went out with this timestamp, in order. */
    void onSent(int timestamp, long arrivalNanos) {
        if (!started || timestamp - lastTimestamp > 0) {
            lastTimestamp = timestamp;
            lastArrivalNanos = arrivalNanos;
            started = true;
        }
    }

    /** Whether something that arrived then is newer than all that went out. */
    boolean isNews(long arrivalNanos) {
        return !started || arrivalNanos > lastArrivalNanos;
    }

    /** Works out {@link #offset} and {@link #delay} of the epoch that this packet begins. */
    void begin(SourcePacket packet, RtpSource source, @Nullable Epoch previous) {
        delay = 0;
        if (previous == null || !started) {
            offset = firstOffset;
            return;
        }
        long elapsed = Math.max(0, packet.arrivalNanos - lastArrivalNanos);
        int byArrival = lastTimestamp + (int) MediaTicks.ofNanos(elapsed, clockRateHz);
        int timestamp = byArrival;
        if (previous.source() == source || (previous.source().hasClock() && source.hasClock())) {
            long before =
                    previous.source() == source
                            ? packet.extendedTimestamp
                            : previous.source()
                                    .timestampAt(source.captureNanos(packet.extendedTimestamp));
            int byCapture = (int) before + previous.timestampOffset() - previous.timestampDelay();
            long tolerance = MediaTicks.ofNanos(MAX_DISAGREEMENT_NANOS, clockRateHz);
            if (Math.abs((long) (byCapture - byArrival)) <= tolerance) {
                timestamp = byCapture;
            }
        }
        int least = lastTimestamp + 1;
        if (timestamp - least < 0) {
            delay = least - timestamp;
            timestamp = least;
        }
        offset = timestamp - packet.timestamp;
    }

    int offset() {
        return offset;
    }

    int delay() {
        return delay;
    }
}
