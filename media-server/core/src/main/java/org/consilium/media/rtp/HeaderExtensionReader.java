package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/** Walks the elements of a header extension in either form (RFC 8285 §4.2, §4.3). Stateless. */
final class HeaderExtensionReader {
    private static final int ONE_BYTE_PROFILE = 0xbede;
    private static final int TWO_BYTE_PROFILE = 0x1000;

    /** The low four bits of the two-byte profile are "appbits", without meaning here. */
    private static final int TWO_BYTE_PROFILE_MASK = 0xfff0;

    private HeaderExtensionReader() {}

    /**
     * Fills the extension tables of a packet. An extension with another profile is passed over.
     *
     * @param start where the extension's profile stands; the header length was checked before
     * @return false when an element reaches out of the extension
     */
    static boolean read(SourcePacket packet, int start, HeaderExtensionMap ids) {
        byte[] array = packet.array;
        int profile = BigEndian.u16(array, start);
        int position = start + 4;
        int end = position + 4 * BigEndian.u16(array, start + 2);
        if (profile == ONE_BYTE_PROFILE) {
            return readOneByte(packet, position, end, ids);
        }
        if ((profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE) {
            return readTwoByte(packet, position, end, ids);
        }
        return true;
    }

    private static boolean readOneByte(
            SourcePacket packet, int start, int end, HeaderExtensionMap ids) {
        byte[] array = packet.array;
        int position = start;
        while (position < end) {
            int head = BigEndian.u8(array, position++);
            int id = head >>> 4;
            if (head == 0) {
                continue;
            }
            if (id == 0 || id == 15) {
                return true; // RFC 8285 §4.2: padding with a length, and id 15, end the processing
            }
            int length = (head & 0x0f) + 1;
            if (position + length > end) {
                return false;
            }
            packet.note(ids.index(id), position, length);
            position += length;
        }
        return true;
    }

    private static boolean readTwoByte(
            SourcePacket packet, int start, int end, HeaderExtensionMap ids) {
        byte[] array = packet.array;
        int position = start;
        while (position < end) {
            int id = BigEndian.u8(array, position++);
            if (id == 0) {
                continue;
            }
            if (position == end) {
                return false;
            }
            int length = BigEndian.u8(array, position++);
            if (position + length > end) {
                return false;
            }
            packet.note(ids.index(id), position, length);
            position += length;
        }
        return true;
    }
}
