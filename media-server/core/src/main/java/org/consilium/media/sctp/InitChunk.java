package org.consilium.media.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * What an INIT or INIT ACK says (RFC 9260 §3.3.2, §3.3.3).
 *
 * @param peer what it says about the peer
 * @param cookie the state cookie of an INIT ACK; null if there is none
 * @param unrecognized parameters to report, whole, header included
 */
record InitChunk(PeerParameters peer, byte @Nullable [] cookie, List<byte[]> unrecognized) {
    static final int FIXED_BYTES = 16;

    /** What we announce: forward TSN by its own parameter and, with re-config, in the list. */
    private static final int CAPABILITY_BYTES = 4 + 8;

    /** More than this in reports would be an echo service. */
    private static final int MAX_UNRECOGNIZED_BYTES = 256;

    /** Reads the value of a chunk; null when a mandatory field is missing or invalid. */
    static @Nullable InitChunk read(byte[] array, int offset, int length) {
        if (length < FIXED_BYTES) {
            return null;
        }
        int tag = BigEndian.i32(array, offset);
        int outbound = BigEndian.u16(array, offset + 8);
        int inbound = BigEndian.u16(array, offset + 10);
        if (tag == 0 || outbound == 0 || inbound == 0) {
            return null;
        }
        boolean forwardTsn = false;
        boolean reset = false;
        byte @Nullable [] cookie = null;
        var unrecognized = new ArrayList<byte[]>();
        int unrecognizedBytes = 0;
        var parameter = new ParameterReader(array, offset + FIXED_BYTES, length - FIXED_BYTES);
        boolean goOn = true;
        while (goOn && parameter.next()) {
            int value = parameter.valueOffset();
            int valueEnd = value + parameter.valueLength();
            int type = parameter.type();
            switch (type) {
                case ParameterType.STATE_COOKIE ->
                        cookie = Arrays.copyOfRange(array, value, valueEnd);
                case ParameterType.FORWARD_TSN_SUPPORTED -> forwardTsn = true;
                case ParameterType.SUPPORTED_EXTENSIONS -> {
                    for (int at = value; at < valueEnd; at++) {
                        forwardTsn |= BigEndian.u8(array, at) == ChunkType.FORWARD_TSN;
                        reset |= BigEndian.u8(array, at) == ChunkType.RE_CONFIG;
                    }
                }
                // Addresses mean nothing inside DTLS (RFC 8261 §6.1): the path is the
                // association's.
                case ParameterType.IPV4_ADDRESS,
                        ParameterType.IPV6_ADDRESS,
                        ParameterType.SUPPORTED_ADDRESS_TYPES,
                        ParameterType.COOKIE_PRESERVATIVE,
                        ParameterType.UNRECOGNIZED_PARAMETER -> {}
                default -> {
                    int whole = SctpPacketReader.padded(parameter.length());
                    if (ParameterType.reportsUnknown(type)
                            && unrecognizedBytes + whole <= MAX_UNRECOGNIZED_BYTES) {
                        int from = parameter.offset();
                        unrecognized.add(
                                Arrays.copyOfRange(array, from, from + parameter.length()));
                        unrecognizedBytes += whole;
                    }
                    goOn = ParameterType.skipsUnknown(type);
                }
            }
        }
        var peer =
                new PeerParameters(
                        tag,
                        BigEndian.u32(array, offset + 4),
                        outbound,
                        inbound,
                        BigEndian.u32(array, offset + 12),
                        forwardTsn,
                        reset);
        return new InitChunk(peer, cookie, List.copyOf(unrecognized));
    }

    /** Writes INIT or INIT ACK; the tag of the packet has been set. */
    static void write(
            SctpPacketWriter writer,
            int type,
            int tag,
            long initialTsn,
            SctpConfig config,
            byte @Nullable [] cookie,
            List<byte[]> unrecognized) {
        int length = FIXED_BYTES + CAPABILITY_BYTES;
        if (cookie != null) {
            length += SctpPacketReader.padded(4 + cookie.length);
        }
        for (byte[] parameter : unrecognized) {
            length += SctpPacketReader.padded(4 + parameter.length);
        }
        int at = writer.chunk(type, 0, length);
        byte[] array = writer.array();
        Arrays.fill(array, at, at + length, (byte) 0);
        BigEndian.putI32(array, at, tag);
        BigEndian.putU32(array, at + 4, config.receiveBufferBytes());
        BigEndian.putU16(array, at + 8, config.maxStreams());
        BigEndian.putU16(array, at + 10, config.maxStreams());
        BigEndian.putU32(array, at + 12, initialTsn);
        at += FIXED_BYTES;
        BigEndian.putU16(array, at, ParameterType.FORWARD_TSN_SUPPORTED);
        BigEndian.putU16(array, at + 2, 4);
        BigEndian.putU16(array, at + 4, ParameterType.SUPPORTED_EXTENSIONS);
        BigEndian.putU16(array, at + 6, 6);
        BigEndian.putU8(array, at + 8, ChunkType.RE_CONFIG);
        BigEndian.putU8(array, at + 9, ChunkType.FORWARD_TSN);
        at += CAPABILITY_BYTES;
        if (cookie != null) {
            at = writeParameter(array, at, ParameterType.STATE_COOKIE, cookie);
        }
        for (byte[] parameter : unrecognized) {
            at = writeParameter(array, at, ParameterType.UNRECOGNIZED_PARAMETER, parameter);
        }
    }

    private static int writeParameter(byte[] array, int at, int type, byte[] value) {
        BigEndian.putU16(array, at, type);
        BigEndian.putU16(array, at + 2, 4 + value.length);
        System.arraycopy(value, 0, array, at + 4, value.length);
        return at + SctpPacketReader.padded(4 + value.length);
    }
}
