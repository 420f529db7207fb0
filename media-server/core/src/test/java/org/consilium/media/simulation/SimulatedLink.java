package org.consilium.media.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.simulation.SimulatedNetwork.DatagramReceiver;

/** One direction of a network path: a bottleneck with a drop-tail queue, then loss and delay. */
public final class SimulatedLink {
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final DatagramReceiver receiver;
    private LinkConditions conditions;

    /** When the bottleneck has sent all it holds. */
    private long busyUntilNanos;

    /** Arrival of the last datagram in order: jitter does not reorder. */
    private long lastArrivalNanos;

    private long sent;
    private long sentBytes;
    private long lost;
    private long overflowed;
    private long delivered;

    SimulatedLink(
            SimulatedNetwork network,
            RandomGenerator random,
            LinkConditions conditions,
            DatagramReceiver receiver) {
        this.network = network;
        this.random = random;
        this.conditions = conditions;
        this.receiver = receiver;
    }

    /** The path changes from now on; what is under way is not touched. */
    public void conditions(LinkConditions newConditions) {
        this.conditions = newConditions;
    }

    public LinkConditions conditions() {
        return conditions;
    }

    /** Sends a copy of these bytes. */
    public void send(byte[] array, int offset, int length) {
        sent++;
        sentBytes += length;
        long now = network.nowNanos();
        long leavesAt = now;
        if (conditions.rateBps() > 0) {
            long backlogNanos = Math.max(0, busyUntilNanos - now);
            double backlogBytes = backlogNanos * (conditions.rateBps() / 8e9);
            if (backlogBytes + length > conditions.queueBytes()) {
                overflowed++;
                return;
            }
            busyUntilNanos = now + backlogNanos + (long) (length * 8e9 / conditions.rateBps());
            leavesAt = busyUntilNanos;
        }
        if (random.nextDouble() < conditions.loss()) {
            lost++;
            return;
        }
        byte[] datagram = Arrays.copyOfRange(array, offset, offset + length);
        deliver(datagram, leavesAt);
        if (random.nextDouble() < conditions.duplication()) {
            deliver(datagram.clone(), leavesAt);
        }
    }

    public void send(byte[] datagram) {
        send(datagram, 0, datagram.length);
    }

    private void deliver(byte[] datagram, long leavesAt) {
        long jitter =
                conditions.jitterNanos() > 0 ? random.nextLong(conditions.jitterNanos() + 1) : 0;
        long arrival = Math.max(lastArrivalNanos, leavesAt + conditions.delayNanos() + jitter);
        if (conditions.reorderNanos() > 0 && random.nextDouble() < conditions.reordering()) {
            arrival += random.nextLong(conditions.reorderNanos() + 1);
        } else {
            lastArrivalNanos = arrival;
        }
        long at = arrival;
        network.at(
                at,
                () -> {
                    delivered++;
                    receiver.onDatagram(datagram, at);
                });
    }

    public long sent() {
        return sent;
    }

    public long sentBytes() {
        return sentBytes;
    }

    /** Lost at random. */
    public long lost() {
        return lost;
    }

    /** Lost because the queue was full. */
    public long overflowed() {
        return overflowed;
    }

    public long delivered() {
        return delivered;
    }
}
