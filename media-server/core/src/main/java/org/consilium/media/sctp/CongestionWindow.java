package org.consilium.media.sctp;

/**
 * How much may be in flight: slow start, congestion avoidance and fast recovery (RFC 9260 §7.2).
 * Sizes are of whole DATA chunks, header included, so that many small messages count for what they
 * cost. Single writer: its association.
 */
final class CongestionWindow {
    private final int maxChunkBytes;
    private long windowBytes;
    private long slowStartThresholdBytes;
    private long partialBytesAcked;
    private boolean recovering;
    private long recoveryExitTsn;

    /**
     * @param maxChunkBytes the PMDCS: the largest DATA chunk that fits a packet
     */
    CongestionWindow(int maxChunkBytes) {
        this.maxChunkBytes = maxChunkBytes;
        // §7.2.1
        windowBytes = Math.min(4L * maxChunkBytes, Math.max(2L * maxChunkBytes, 4404));
        slowStartThresholdBytes = Long.MAX_VALUE;
    }

    long windowBytes() {
        return windowBytes;
    }

    boolean isRecovering() {
        return recovering;
    }

    /**
     * New data was acknowledged.
     *
     * @param flightBytesBefore in flight when the acknowledgement came
     */
    void onAcknowledged(
            long ackedBytes,
            long flightBytesBefore,
            boolean cumulativeAdvanced,
            long cumulativeTsn,
            boolean allAcked) {
        if (recovering && cumulativeTsn >= recoveryExitTsn) {
            recovering = false;
        }
        // A window that is not used up says nothing about the path.
        boolean fullyUsed = flightBytesBefore + maxChunkBytes > windowBytes;
        if (recovering || !cumulativeAdvanced) {
            return;
        }
        if (windowBytes <= slowStartThresholdBytes) {
            if (fullyUsed) {
                // §7.2.1 with L = 2 (RFC 3465 §2.3), since every second packet is acknowledged.
                windowBytes += Math.min(ackedBytes, 2L * maxChunkBytes);
            }
        } else {
            // §7.2.2
            partialBytesAcked += ackedBytes;
            if (partialBytesAcked >= windowBytes && fullyUsed) {
                partialBytesAcked -= windowBytes;
                windowBytes += maxChunkBytes;
            }
        }
        if (allAcked) {
            partialBytesAcked = 0;
        }
    }

    /**
     * A chunk was reported missing three times (§7.2.4). Returns whether this loss is a new one,
     * not part of those being recovered from.
     */
    boolean onMissing(long highestOutstandingTsn) {
        if (recovering) {
            return false;
        }
        halve();
        windowBytes = slowStartThresholdBytes;
        recovering = true;
        recoveryExitTsn = highestOutstandingTsn;
        return true;
    }

    /** T3-rtx expired (§7.2.3). */
    void onTimeout() {
        halve();
        windowBytes = maxChunkBytes;
        recovering = false;
    }

    private void halve() {
        slowStartThresholdBytes = Math.max(windowBytes / 2, 4L * maxChunkBytes);
        partialBytesAcked = 0;
    }
}
