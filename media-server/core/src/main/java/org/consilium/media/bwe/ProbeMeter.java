package org.consilium.media.bwe;

/**
 * Measures one probe: a cluster of packets sent faster than the estimate. What comes out of the
 * bottleneck, spread over the time it took, is what the bottleneck carries. Single writer.
 *
 * <p>All times are microseconds, low 32 bits.
 */
final class ProbeMeter {
    /** Output this far below input shows that the probe filled the bottleneck. */
    private static final double SATURATED = 0.92;

    private int cluster;
    private int sentPackets;
    private int sentBytes;
    private boolean complete;
    private int toldPackets;
    private int arrivedPackets;
    private long arrivedBytes;
    private int firstSent;
    private int lastSent;
    private long bytesAtLastSent;
    private int firstArrival;
    private int lastArrival;
    private int bytesAtFirstArrival;
    private boolean saturated;

    void begin(int newCluster) {
        cluster = newCluster;
        sentPackets = 0;
        sentBytes = 0;
        complete = false;
        toldPackets = 0;
        arrivedPackets = 0;
        arrivedBytes = 0;
        bytesAtLastSent = 0;
        saturated = false;
    }

    void onSent(int sizeBytes) {
        sentPackets++;
        sentBytes += sizeBytes;
    }

    int sentPackets() {
        return sentPackets;
    }

    int sentBytes() {
        return sentBytes;
    }

    /** No more packets will be sent. */
    void complete() {
        complete = true;
    }

    void onArrival(int packetCluster, int sent, int arrival, int sizeBytes) {
        if (packetCluster != cluster) {
            return;
        }
        toldPackets++;
        arrivedPackets++;
        arrivedBytes += sizeBytes;
        if (arrivedPackets == 1) {
            firstSent = sent;
            lastSent = sent;
            firstArrival = arrival;
            lastArrival = arrival;
            bytesAtLastSent = sizeBytes;
            bytesAtFirstArrival = sizeBytes;
            return;
        }
        if (sent - firstSent < 0) {
            firstSent = sent;
        }
        if (sent == lastSent) {
            bytesAtLastSent += sizeBytes;
        } else if (sent - lastSent > 0) {
            lastSent = sent;
            bytesAtLastSent = sizeBytes;
        }
        if (arrival - firstArrival < 0) {
            firstArrival = arrival;
            bytesAtFirstArrival = sizeBytes;
        }
        if (arrival - lastArrival > 0) {
            lastArrival = arrival;
        }
    }

    void onLoss(int packetCluster) {
        if (packetCluster == cluster) {
            toldPackets++;
        }
    }

    /** Whether all of the probe was told of and it has not been evaluated. */
    boolean isReady() {
        return cluster != 0 && complete && toldPackets >= sentPackets;
    }

    /**
     * The rate the path carried in bits per second, 0 when the probe says nothing; once.
     *
     * @param intendedBps what it was to be sent at; trains of packets can make it look faster
     */
    double evaluate(double intendedBps) {
        cluster = 0;
        int sendMicros = lastSent - firstSent;
        int arrivalMicros = lastArrival - firstArrival;
        if (arrivedPackets < 4 || 2 * arrivedPackets < sentPackets || sendMicros <= 0) {
            return 0;
        }
        double sent = (arrivedBytes - bytesAtLastSent) * 8e6 / sendMicros;
        double arrived =
                arrivalMicros <= 0
                        ? sent
                        : (arrivedBytes - bytesAtFirstArrival) * 8e6 / arrivalMicros;
        saturated = arrived < SATURATED * Math.min(sent, intendedBps);
        return Math.min(sent, arrived);
    }

    /** Whether the probe evaluated last was more than the bottleneck carries. */
    boolean wasSaturated() {
        return saturated;
    }

    void abort() {
        cluster = 0;
    }
}
