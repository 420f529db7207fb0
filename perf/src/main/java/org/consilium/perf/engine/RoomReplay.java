package org.consilium.perf.engine;

import java.util.List;
import org.consilium.media.MediaEngine;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.simulation.SimulatedConference;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.perf.engine.RoomRecording.Entry;

/**
 * A fresh engine that is told a recorded conference: up to the end of the joining when it is made,
 * the rest by {@link #run}. What arrives within one window is one batch, as a media loop that wakes
 * up once in a window would read it.
 *
 * <p>Single thread, used once.
 */
public final class RoomReplay {
    /** As a receive buffer: datagrams of one batch lie side by side. */
    private static final int SLOTS = 64;

    private static final int SLOT_BYTES = 2048;

    private final RoomRecording recording;
    private final long windowNanos;
    private final MediaEngine engine;
    private final Counter counter = new Counter();
    private final byte[] slots = new byte[SLOTS * SLOT_BYTES];
    private final long sentBefore;
    private int slot;
    private long batchNanos;

    /**
     * @param windowNanos length of a batch; 0 for each instant of the recording on its own
     */
    public RoomReplay(RoomRecording recording, SrtpCipherSuite ciphers, long windowNanos) {
        this.recording = recording;
        this.windowNanos = windowNanos;
        engine =
                SimulatedConference.freshEngine(
                        recording.seed(),
                        ciphers,
                        counter,
                        (where, fault) -> {
                            throw new IllegalStateException(where, fault);
                        });
        tell(recording.joining());
        sentBefore = engine.statistics().packetsSent();
        counter.sends = 0;
    }

    /** Tells the rest. */
    public void run() {
        tell(recording.running());
    }

    private void tell(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            long nowNanos = endOfWindow(entry.nowNanos());
            if (nowNanos != batchNanos) {
                engine.onBatchEnd(batchNanos);
                batchNanos = nowNanos;
            }
            switch (entry) {
                case Entry.Datagram datagram -> {
                    slot = (slot + 1) % SLOTS;
                    byte[] bytes = datagram.bytes();
                    System.arraycopy(bytes, 0, slots, slot * SLOT_BYTES, bytes.length);
                    engine.onDatagram(
                            datagram.path(), slots, slot * SLOT_BYTES, bytes.length, nowNanos);
                }
                case Entry.Command command ->
                        engine.onCommand(command.room(), command.command(), nowNanos);
                case Entry.Timeout timeout -> engine.onTimeout(nowNanos);
            }
        }
        engine.onBatchEnd(batchNanos);
    }

    private long endOfWindow(long nanos) {
        return windowNanos == 0 ? nanos : (nanos + windowNanos - 1) / windowNanos * windowNanos;
    }

    /** Datagrams that left since the joining, answers to STUN not counted. */
    public long packetsSent() {
        return engine.statistics().packetsSent() - sentBefore;
    }

    /** Runs to one receiver that left: each is one system call, for up to 16 datagrams. */
    public long sends() {
        return counter.sends;
    }

    private static final class Counter implements DatagramSink {
        private long sends;

        @Override
        public void send(
                NetworkPath path, byte[] array, int offset, int length, int segmentLength) {
            sends++;
        }
    }
}
