package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.Retransmission;
import org.consilium.media.rtp.SourcePacket;

/** What a receiver holds of one VP8 stream, by sequence number, and what it can say about it. */
final class Receiver {
    static final int MEDIA_TYPE = 100;
    static final int RETRANSMISSION_TYPE = 101;

    record Packet(
            long sequence,
            int timestamp,
            boolean marker,
            boolean empty,
            int pictureId,
            int tl0,
            int temporalId,
            boolean keyframe,
            boolean starts,
            int frameNumber,
            long arrivalNanos) {}

    record Frame(List<Packet> packets, boolean complete) {
        Packet first() {
            return packets.getFirst();
        }
    }

    private final NavigableMap<Long, Packet> packets = new TreeMap<>();
    private final SourcePacket view = new SourcePacket();
    private long highest = -1;
    private int repairs;

    /** Takes a packet as it was written for the receiver. */
    void receive(byte[] array, int offset, int length, long nowNanos) {
        byte[] bytes = Arrays.copyOfRange(array, offset, offset + length);
        assertThat(view.read(bytes, 0, length, HeaderExtensionMap.EMPTY)).isTrue();
        boolean repair = view.payloadType == RETRANSMISSION_TYPE;
        if (repair) {
            Retransmission.restore(bytes, 0, view.payloadOffset, 1, MEDIA_TYPE);
            assertThat(view.read(bytes, 2, length - 2, HeaderExtensionMap.EMPTY)).isTrue();
            repairs++;
        }
        assertThat(view.payloadType).isEqualTo(MEDIA_TYPE);
        assertThat(view.readFacts(PayloadFormat.VP8)).isTrue();
        long sequence =
                highest < 0 ? view.sequence() : SerialNumbers.extend16(highest, view.sequence());
        highest = Math.max(highest, sequence);
        boolean empty = view.isPaddingOnly();
        Packet packet =
                new Packet(
                        sequence,
                        view.timestamp,
                        view.marker,
                        empty,
                        view.pictureId,
                        view.tl0PictureIndex,
                        view.temporalId,
                        view.isKeyframe,
                        view.startsFrame,
                        empty ? -1 : BigEndian.i32(view.array, view.payloadOffset + 16),
                        nowNanos);
        Packet before = packets.putIfAbsent(sequence, packet);
        if (before != null) {
            assertThat(repair).as("sequence %d written twice", sequence).isTrue();
            assertThat(before.timestamp()).isEqualTo(packet.timestamp());
            assertThat(before.pictureId()).isEqualTo(packet.pictureId());
            assertThat(before.frameNumber()).isEqualTo(packet.frameNumber());
        }
    }

    int repairs() {
        return repairs;
    }

    NavigableMap<Long, Packet> packets() {
        return packets;
    }

    /** Sequence numbers between the first and the last that never came. */
    List<Long> missing() {
        var missing = new ArrayList<Long>();
        if (!packets.isEmpty()) {
            for (long s = packets.firstKey(); s < packets.lastKey(); s++) {
                if (!packets.containsKey(s)) {
                    missing.add(s);
                }
            }
        }
        return missing;
    }

    /** Frames in order of sequence; a frame is complete from its start to its marker. */
    List<Frame> frames() {
        var frames = new ArrayList<Frame>();
        var open = new ArrayList<Packet>();
        for (Map.Entry<Long, Packet> entry : packets.entrySet()) {
            Packet packet = entry.getValue();
            if (packet.empty()) {
                continue;
            }
            if (!open.isEmpty() && open.getLast().timestamp() != packet.timestamp()) {
                frames.add(frame(open));
                open.clear();
            }
            open.add(packet);
        }
        if (!open.isEmpty()) {
            frames.add(frame(open));
        }
        return frames;
    }

    private static Frame frame(List<Packet> packets) {
        boolean complete =
                packets.getFirst().starts()
                        && packets.getLast().marker()
                        && packets.getLast().sequence() - packets.getFirst().sequence()
                                == packets.size() - 1;
        return new Frame(List.copyOf(packets), complete);
    }

    /** What must hold for every stream, whatever happened on the way. */
    void checkOrder() {
        Packet before = null;
        Frame previous = null;
        for (Packet packet : packets.values()) {
            if (before != null && !packet.empty() && !before.empty()) {
                assertThat(packet.timestamp() - before.timestamp())
                        .as("time goes back from %s to %s", before, packet)
                        .isGreaterThanOrEqualTo(0);
            }
            before = packet;
        }
        for (Frame frame : frames()) {
            for (Packet packet : frame.packets()) {
                assertThat(packet.pictureId()).as("%s", frame).isEqualTo(frame.first().pictureId());
                assertThat(packet.frameNumber()).isEqualTo(frame.first().frameNumber());
            }
            if (previous != null) {
                int step = (frame.first().pictureId() - previous.first().pictureId()) & 0x7fff;
                assertThat(step).as("%s after %s", frame, previous).isBetween(1, 2_000);
                int tl0Step = (frame.first().tl0() - previous.first().tl0()) & 0xff;
                assertThat(tl0Step).as("%s after %s", frame, previous).isLessThan(100);
            }
            previous = frame;
        }
    }
}
