package org.consilium.media.stun;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads one STUN message in place (RFC 8489 §5). A flyweight: {@link #wrap} checks the whole
 * structure once, after which every accessor is safe; the array is borrowed until the next wrap.
 *
 * <p>Attributes are named by their offset in the array, {@link #NONE} for absent. Those behind
 * MESSAGE-INTEGRITY are not authenticated and therefore not seen, but for FINGERPRINT (RFC 8489
 * §14.5). Single writer.
 */
public final class StunMessage {
    /** Type, length, magic cookie and transaction id. */
    public static final int HEADER_LENGTH = 20;

    /** Bytes of the transaction id, at offset 8 of the message. */
    public static final int TRANSACTION_ID_LENGTH = 12;

    /** No such attribute. */
    public static final int NONE = -1;

    static final int MAGIC_COOKIE = 0x2112_A442;

    private static final byte[] NOTHING = new byte[0];

    private final CRC32 crc = new CRC32();
    private byte[] array = NOTHING;
    private int offset;
    private int messageType;

    /** Where the attributes that may be read end: at MESSAGE-INTEGRITY, FINGERPRINT or the end. */
    private int attributesEnd;

    private int integrity = NONE;
    private int fingerprint = NONE;

    /** A reader of nothing yet. */
    public StunMessage() {}

    /**
     * Whether a datagram may be STUN by its first bytes (RFC 7983 §7, RFC 8489 §6.3): long enough,
     * two zero bits and the cookie.
     */
    public static boolean isStun(byte[] array, int offset, int length) {
        return length >= HEADER_LENGTH
                && (array[offset] & 0xc0) == 0
                && BigEndian.i32(array, offset + 4) == MAGIC_COOKIE;
    }

    /**
     * Takes a message. False, and nothing may be read, when the structure is wrong anywhere: a
     * length that is not the datagram's, no multiple of four, an attribute over the end, a
     * FINGERPRINT that is not last or does not match.
     */
    public boolean wrap(byte[] array, int offset, int length) {
        this.array = NOTHING;
        integrity = NONE;
        fingerprint = NONE;
        if (!isStun(array, offset, length)
                || (length & 3) != 0
                || BigEndian.u16(array, offset + 2) != length - HEADER_LENGTH) {
            return false;
        }
        int end = offset + length;
        attributesEnd = end;
        int position = offset + HEADER_LENGTH;
        while (position < end) {
            // The length is a multiple of four, hence the four bytes of type and length are there.
            int type = BigEndian.u16(array, position);
            int valueLength = BigEndian.u16(array, position + 2);
            int next = position + 4 + padded(valueLength);
            if (next > end || fingerprint != NONE) {
                return false;
            }
            if (type == StunAttribute.FINGERPRINT) {
                if (valueLength != 4) {
                    return false;
                }
                fingerprint = position;
                attributesEnd = Math.min(attributesEnd, position);
            } else if (type == StunAttribute.MESSAGE_INTEGRITY && integrity == NONE) {
                if (valueLength != StunKey.LENGTH) {
                    return false;
                }
                integrity = position;
                attributesEnd = position;
            }
            position = next;
        }
        if (fingerprint != NONE
                && BigEndian.i32(array, fingerprint + 4)
                        != StunFingerprint.of(crc, array, offset, fingerprint - offset)) {
            return false;
        }
        this.array = array;
        this.offset = offset;
        this.messageType = BigEndian.u16(array, offset);
        return true;
    }

    public StunClass messageClass() {
        return StunClass.of(messageType);
    }

    /** 0..0xfff; {@link StunMethod} names ours. */
    public int method() {
        return StunClass.methodOf(messageType);
    }

    /** The array that was wrapped. */
    public byte[] array() {
        return array;
    }

    /** Where in {@link #array()} the twelve bytes of the transaction id stand. */
    public int transactionIdOffset() {
        return offset + 8;
    }

    /** The first attribute; {@link #NONE} when there is none. */
    public int firstAttribute() {
        return attributeAt(offset + HEADER_LENGTH);
    }

    /** The attribute behind {@code attribute}; {@link #NONE} when it was the last. */
    public int nextAttribute(int attribute) {
        return attributeAt(attribute + 4 + padded(valueLength(attribute)));
    }

    /** The first attribute of a type; later ones of the same type count for nothing (§14). */
    public int find(int type) {
        int attribute = firstAttribute();
        while (attribute != NONE && type(attribute) != type) {
            attribute = nextAttribute(attribute);
        }
        return attribute;
    }

    public boolean has(int type) {
        return find(type) != NONE;
    }

    public int type(int attribute) {
        return BigEndian.u16(array, attribute);
    }

    /** Bytes of the value without padding. */
    public int valueLength(int attribute) {
        return BigEndian.u16(array, attribute + 2);
    }

    /** Where in {@link #array()} the value stands. */
    public int valueOffset(int attribute) {
        return attribute + 4;
    }

    /** The value as UTF-8. Allocates. */
    public String text(int attribute) {
        return new String(
                array, valueOffset(attribute), valueLength(attribute), StandardCharsets.UTF_8);
    }

    /** The value as four bytes, 0..2^32-1; −1 when it is not four bytes long. */
    public long unsignedInt(int attribute) {
        return valueLength(attribute) == 4 ? BigEndian.u32(array, attribute + 4) : -1;
    }

    /** The code of ERROR-CODE, 300..699; 0 when malformed (RFC 8489 §14.8). */
    public int errorCode(int attribute) {
        if (valueLength(attribute) < 4) {
            return 0;
        }
        int hundreds = array[attribute + 6] & 7;
        int number = array[attribute + 7] & 0xff;
        return hundreds >= 3 && hundreds <= 6 && number <= 99 ? hundreds * 100 + number : 0;
    }

    /** The value as MAPPED-ADDRESS (RFC 8489 §14.1); null when malformed. Allocates. */
    public @Nullable TransportAddress address(int attribute) {
        return address(attribute, 0, 0, 0);
    }

    /** The value as XOR-MAPPED-ADDRESS and its likes (§14.2); null when malformed. Allocates. */
    public @Nullable TransportAddress xorAddress(int attribute) {
        return address(
                attribute,
                MAGIC_COOKIE,
                BigEndian.i64(array, offset + 4),
                BigEndian.i64(array, offset + 12));
    }

    public boolean hasIntegrity() {
        return integrity != NONE;
    }

    public boolean hasFingerprint() {
        return fingerprint != NONE;
    }

    /** Whether MESSAGE-INTEGRITY is there and right. */
    public boolean isAuthentic(StunKey key) {
        return integrity != NONE && key.matches(array, offset, integrity);
    }

    private int attributeAt(int position) {
        return position < attributesEnd ? position : NONE;
    }

    private @Nullable TransportAddress address(
            int attribute, int cookie, long xorHigh, long xorLow) {
        int length = valueLength(attribute);
        if (length < 4) {
            return null;
        }
        int family = array[attribute + 5];
        int port = BigEndian.u16(array, attribute + 6) ^ cookie >>> 16;
        if (family == 1 && length == 8) {
            return TransportAddress.ofIpv4(BigEndian.i32(array, attribute + 8) ^ cookie, port);
        }
        if (family == 2 && length == 20) {
            return new TransportAddress(
                    BigEndian.i64(array, attribute + 8) ^ xorHigh,
                    BigEndian.i64(array, attribute + 16) ^ xorLow,
                    port);
        }
        return null;
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
