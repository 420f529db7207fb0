package org.consilium.media.stun;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.TransportAddress;

/**
 * Writes one STUN message after another into an array of its own (RFC 8489 §5): {@link #begin},
 * attributes, integrity, fingerprint, in this order. The message lies in {@link #array()} from 0 to
 * {@link #length()} until the next begin. Single writer; allocates nothing but for text.
 *
 * <p>What is written is ours, so a message over the capacity is a broken invariant and throws.
 */
public final class StunWriter {
    private final CRC32 crc = new CRC32();
    private final byte[] array;
    private int position;

    public StunWriter(int capacityBytes) {
        array = new byte[capacityBytes];
    }

    /** Begins a message with the twelve bytes of a transaction id. */
    public void begin(
            StunClass messageClass, int method, byte[] transactionId, int transactionIdOffset) {
        BigEndian.putU16(array, 0, messageClass.typeOf(method));
        BigEndian.putI32(array, 4, StunMessage.MAGIC_COOKIE);
        System.arraycopy(
                transactionId, transactionIdOffset, array, 8, StunMessage.TRANSACTION_ID_LENGTH);
        position = StunMessage.HEADER_LENGTH;
        putLength(position);
    }

    /** Begins a response of a class to a request. */
    public void beginResponse(StunClass messageClass, StunMessage request) {
        begin(messageClass, request.method(), request.array(), request.transactionIdOffset());
    }

    /** An attribute without a value. */
    public void flag(int type) {
        header(type, 0);
    }

    public void unsignedInt(int type, long value) {
        header(type, 4);
        BigEndian.putU32(array, position - 4, value);
    }

    public void unsignedLong(int type, long value) {
        header(type, 8);
        BigEndian.putI64(array, position - 8, value);
    }

    public void bytes(int type, byte[] value, int offset, int length) {
        int start = header(type, length);
        System.arraycopy(value, offset, array, start, length);
    }

    public void text(int type, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        bytes(type, utf8, 0, utf8.length);
    }

    /** An address as MAPPED-ADDRESS prints it (RFC 8489 §14.1). */
    public void address(int type, TransportAddress address) {
        address(type, address, 0, 0, 0);
    }

    /** An address as XOR-MAPPED-ADDRESS and its likes print it (RFC 8489 §14.2). */
    public void xorAddress(int type, TransportAddress address) {
        address(
                type,
                address,
                StunMessage.MAGIC_COOKIE,
                BigEndian.i64(array, 4),
                BigEndian.i64(array, 12));
    }

    /** ERROR-CODE without a phrase, which is for people and optional to send empty (§14.8). */
    public void errorCode(int code) {
        int start = header(StunAttribute.ERROR_CODE, 4);
        BigEndian.putU16(array, start, 0);
        BigEndian.putU8(array, start + 2, code / 100);
        BigEndian.putU8(array, start + 3, code % 100);
    }

    /** UNKNOWN-ATTRIBUTES with the first {@code count} types (§14.9). */
    public void unknownAttributes(int[] types, int count) {
        int start = header(StunAttribute.UNKNOWN_ATTRIBUTES, 2 * count);
        for (int i = 0; i < count; i++) {
            BigEndian.putU16(array, start + 2 * i, types[i]);
        }
    }

    /** MESSAGE-INTEGRITY over everything so far. */
    public void integrity(StunKey key) {
        int attribute = position;
        int start = header(StunAttribute.MESSAGE_INTEGRITY, StunKey.LENGTH);
        key.compute(array, 0, attribute, array, start);
    }

    /** FINGERPRINT over everything so far; nothing may follow. */
    public void fingerprint() {
        int attribute = position;
        int start = header(StunAttribute.FINGERPRINT, 4);
        BigEndian.putI32(array, start, StunFingerprint.of(crc, array, 0, attribute));
    }

    /** The array of every message, to be lent while a message is valid. */
    public byte[] array() {
        return array;
    }

    /** Bytes of the message so far. */
    public int length() {
        return position;
    }

    private void address(
            int type, TransportAddress address, int cookie, long xorHigh, long xorLow) {
        int start = header(type, address.isIpv4() ? 8 : 20);
        BigEndian.putU8(array, start, 0);
        BigEndian.putU8(array, start + 1, address.isIpv4() ? 1 : 2);
        BigEndian.putU16(array, start + 2, address.port() ^ cookie >>> 16);
        if (address.isIpv4()) {
            BigEndian.putI32(array, start + 4, address.ipv4() ^ cookie);
        } else {
            BigEndian.putI64(array, start + 4, address.high() ^ xorHigh);
            BigEndian.putI64(array, start + 12, address.low() ^ xorLow);
        }
    }

    /** Type, length and zero padding; counts the attribute in the message and returns its value. */
    private int header(int type, int valueLength) {
        int start = position + 4;
        int end = start + (valueLength + 3 & ~3);
        if (end > array.length) {
            throw new IllegalStateException(end + " bytes in " + array.length);
        }
        BigEndian.putU16(array, position, type);
        BigEndian.putU16(array, position + 2, valueLength);
        for (int i = start + valueLength; i < end; i++) {
            array[i] = 0;
        }
        putLength(end);
        position = end;
        return start;
    }

    private void putLength(int end) {
        BigEndian.putU16(array, 2, end - StunMessage.HEADER_LENGTH);
    }
}
