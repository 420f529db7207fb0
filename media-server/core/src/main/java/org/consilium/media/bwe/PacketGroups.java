package org.consilium.media.bwe;

/**
 * Groups packets that left or arrived together and measures the variation of delay between groups
 * (draft-ietf-rmcat-gcc-02 §5.1, §5.2): a train of packets says nothing within itself, its gaps are
 * made by the bottleneck or a radio link, not by congestion. Single writer.
 *
 * <p>All times are microseconds, low 32 bits.
 */
final class PacketGroups {
    /** Packets sent within this belong together: the quantum of our pacer. */
    private static final int BURST_MICROS = 5_000;

    /** A longer run of arrivals is not taken for one burst of a radio link. */
    private static final int MAX_BURST_MICROS = 100_000;

    /** A pause as long as this makes a comparison over it meaningless. */
    private static final int MAX_GAP_MICROS = 3_000_000;

    private boolean hasCurrent;
    private boolean hasPrevious;
    private int firstSent;
    private int lastSent;
    private int firstArrival;
    private int lastArrival;
    private int previousSent;
    private int previousArrival;

    /** Result of the last completed group. */
    private int sentDelta;

    private int arrivalDelta;

    /** Takes the next packet; true when it completed a group that can be compared. */
    boolean add(int sent, int arrival) {
        if (!hasCurrent) {
            begin(sent, arrival);
            return false;
        }
        if (sent - firstSent < 0) {
            return false; // overtaken: it belongs to a group that is closed
        }
        if (belongs(sent, arrival)) {
            lastSent = sent - lastSent > 0 ? sent : lastSent;
            lastArrival = arrival - lastArrival > 0 ? arrival : lastArrival;
            return false;
        }
        boolean comparable =
                hasPrevious
                        && lastSent - previousSent < MAX_GAP_MICROS
                        && lastArrival - previousArrival >= 0;
        sentDelta = lastSent - previousSent;
        arrivalDelta = lastArrival - previousArrival;
        previousSent = lastSent;
        previousArrival = lastArrival;
        hasPrevious = true;
        begin(sent, arrival);
        return comparable;
    }

    private boolean belongs(int sent, int arrival) {
        if (sent - firstSent <= BURST_MICROS) {
            return true;
        }
        int arrivalGap = arrival - lastArrival;
        int sentGap = sent - lastSent;
        return arrivalGap <= BURST_MICROS
                && arrivalGap - sentGap < 0
                && arrival - firstArrival < MAX_BURST_MICROS;
    }

    private void begin(int sent, int arrival) {
        hasCurrent = true;
        firstSent = sent;
        lastSent = sent;
        firstArrival = arrival;
        lastArrival = arrival;
    }

    void reset() {
        hasCurrent = false;
        hasPrevious = false;
    }

    int sentDeltaMicros() {
        return sentDelta;
    }

    int arrivalDeltaMicros() {
        return arrivalDelta;
    }

    /** When the completed group's last packet arrived. */
    int arrivalMicros() {
        return previousArrival;
    }
}
