package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;

/**
 * Packs lost sequence numbers into one generic NACK (RFC 4585 §6.2.1): {@link #begin}, {@link #add}
 * in ascending order, {@link #finish}. Single writer.
 */
public final class NackWriter {
    private byte[] array = {};
    private int offset;
    private int limit;

    /** Where the entry being filled stands, −1 before the first. */
    private int entry;

    private int packetId;

    /** A writer with no packet begun. */
    public NackWriter() {}

    /**
     * Begins a packet at {@code offset}.
     *
     * @param limit the end of the room in {@code array}; at least 16 bytes after the offset
     */
    public void begin(byte[] array, int offset, int limit, int senderSsrc, int mediaSsrc) {
        this.array = array;
        this.offset = offset;
        this.limit = limit;
        this.entry = -1;
        BigEndian.putI32(array, offset + 4, senderSsrc);
        BigEndian.putI32(array, offset + 8, mediaSsrc);
    }

    /** Adds a 16-bit sequence number. False, with nothing added, when the packet is full. */
    public boolean add(int sequence) {
        if (entry >= 0) {
            int following = (sequence - packetId) & 0xffff;
            if (following >= 1 && following <= 16) {
                int mask = BigEndian.u16(array, entry + 2) | (1 << (following - 1));
                BigEndian.putU16(array, entry + 2, mask);
                return true;
            }
        }
        int next = entry < 0 ? offset + RtcpPacket.FEEDBACK_HEADER_LENGTH : entry + 4;
        if (next + 4 > limit) {
            return false;
        }
        entry = next;
        packetId = sequence & 0xffff;
        BigEndian.putI32(array, entry, packetId << 16);
        return true;
    }

    /** Completes the packet. Returns its bytes, 0 when nothing was added. */
    public int finish() {
        if (entry < 0) {
            return 0;
        }
        int length = entry + 4 - offset;
        RtcpPacket.writeHeader(
                array, offset, RtcpPacket.NACK, RtcpPacket.TRANSPORT_FEEDBACK, length);
        return length;
    }
}
