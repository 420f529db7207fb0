package org.consilium.media.stun;

/** The two class bits of a message type (RFC 8489 §5). */
public enum StunClass {
    REQUEST(0x000),
    INDICATION(0x010),
    SUCCESS_RESPONSE(0x100),
    ERROR_RESPONSE(0x110);

    private final int bits;

    StunClass(int bits) {
        this.bits = bits;
    }

    /** The class of a message type. */
    static StunClass of(int messageType) {
        return switch (messageType & 0x110) {
            case 0x000 -> REQUEST;
            case 0x010 -> INDICATION;
            case 0x100 -> SUCCESS_RESPONSE;
            default -> ERROR_RESPONSE;
        };
    }

    /** The message type of this class and a method 0..0xfff. */
    int typeOf(int method) {
        return bits | (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2);
    }

    /** The method of a message type. */
    static int methodOf(int messageType) {
        return (messageType & 0xf) | ((messageType >> 1) & 0x70) | ((messageType >> 2) & 0xf80);
    }
}
