package org.consilium.media.sctp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;

/**
 * Collects chunks into packets and hands full ones to the sink (bundling, RFC 9260 §6.10). Owns one
 * buffer. Single writer: its association.
 */
final class SctpPacketWriter {
    private final SctpChecksum checksum = new SctpChecksum();
    private final SctpSink out;
    private final SctpCounters counters;
    private final byte[] packet;
    private int length = SctpPacketReader.COMMON_HEADER_BYTES;
    private int tag;

    SctpPacketWriter(SctpConfig config, SctpSink out, SctpCounters counters) {
        this.out = out;
        this.counters = counters;
        packet = new byte[config.maxPacketBytes()];
        BigEndian.putU16(packet, 0, config.localPort());
        BigEndian.putU16(packet, 2, config.remotePort());
    }

    /** The longest value that fits a chunk alone in its packet. */
    int maxValueBytes() {
        return packet.length
                - SctpPacketReader.COMMON_HEADER_BYTES
                - SctpPacketReader.CHUNK_HEADER_BYTES;
    }

    /** How long a value could be to fit this packet, beside the chunks already in it. */
    int remainingValueBytes() {
        return packet.length - length - SctpPacketReader.CHUNK_HEADER_BYTES;
    }

    /** The tag of the packets from now on. */
    void useTag(int verificationTag) {
        if (verificationTag != tag) {
            flush();
            tag = verificationTag;
        }
    }

    /**
     * Makes room for a chunk, in the next packet if this one is full, and writes its header.
     *
     * @param valueLength at most {@link #maxValueBytes()}
     * @return where in {@link #array()} the caller writes the value at once
     */
    int chunk(int type, int flags, int valueLength) {
        int chunkLength = SctpPacketReader.CHUNK_HEADER_BYTES + valueLength;
        int paddedLength = SctpPacketReader.padded(chunkLength);
        if (SctpPacketReader.COMMON_HEADER_BYTES + paddedLength > packet.length) {
            throw new IllegalStateException("chunk " + type + " of " + chunkLength + " bytes");
        }
        if (length + paddedLength > packet.length) {
            flush();
        }
        int at = length;
        length += paddedLength;
        BigEndian.putU8(packet, at, type);
        BigEndian.putU8(packet, at + 1, flags);
        BigEndian.putU16(packet, at + 2, chunkLength);
        Arrays.fill(packet, at + chunkLength, length, (byte) 0);
        return at + SctpPacketReader.CHUNK_HEADER_BYTES;
    }

    /** Writes a chunk whose value is already bytes. */
    void chunk(int type, int flags, byte[] value, int offset, int valueLength) {
        int at = chunk(type, flags, valueLength);
        System.arraycopy(value, offset, packet, at, valueLength);
    }

    byte[] array() {
        return packet;
    }

    /** Forgets what has been collected. */
    void discard() {
        length = SctpPacketReader.COMMON_HEADER_BYTES;
    }

    /** Sends what has been collected, if anything. */
    void flush() {
        if (length == SctpPacketReader.COMMON_HEADER_BYTES) {
            return;
        }
        BigEndian.putI32(packet, 4, tag);
        checksum.seal(packet, 0, length);
        int sent = length;
        length = SctpPacketReader.COMMON_HEADER_BYTES;
        counters.packetsSent++;
        out.transmit(packet, 0, sent);
    }
}
