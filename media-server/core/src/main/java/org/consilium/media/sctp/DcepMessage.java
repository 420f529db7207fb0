package org.consilium.media.sctp;

import java.nio.charset.StandardCharsets;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/** The two messages of the data channel establishment protocol (RFC 8832 §5). */
sealed interface DcepMessage {
    /** DATA_CHANNEL_ACK. */
    record Ack() implements DcepMessage {}

    /**
     * DATA_CHANNEL_OPEN.
     *
     * @param maxRetransmits or -1
     * @param maxLifetimeMillis or -1
     */
    record Open(
            boolean ordered,
            int maxRetransmits,
            int maxLifetimeMillis,
            String label,
            String protocol)
            implements DcepMessage {}

    /** Label and protocol together; nothing real comes near, and a peer may open many channels. */
    int MAX_TEXT_BYTES = 2048;

    /**
     * Reads a message; null when it is neither, or its lengths lie. Malformed UTF-8 is replaced.
     */
    static @Nullable DcepMessage read(byte[] message) {
        if (message.length == 0) {
            return null;
        }
        return switch (BigEndian.u8(message, 0)) {
            case Wire.TYPE_ACK -> new Ack();
            case Wire.TYPE_OPEN -> readOpen(message);
            default -> null;
        };
    }

    private static @Nullable Open readOpen(byte[] message) {
        if (message.length < Wire.OPEN_BYTES) {
            return null;
        }
        int channelType = BigEndian.u8(message, 1);
        int reliability = (int) Math.min(Integer.MAX_VALUE, BigEndian.u32(message, 4));
        int labelLength = BigEndian.u16(message, 8);
        int protocolLength = BigEndian.u16(message, 10);
        int kind = channelType & ~Wire.UNORDERED;
        if (kind > Wire.TIMED
                || labelLength + protocolLength > MAX_TEXT_BYTES
                || message.length != Wire.OPEN_BYTES + labelLength + protocolLength) {
            return null;
        }
        return new Open(
                (channelType & Wire.UNORDERED) == 0,
                kind == Wire.LIMITED_RETRANSMITS ? reliability : -1,
                kind == Wire.TIMED ? reliability : -1,
                new String(message, Wire.OPEN_BYTES, labelLength, StandardCharsets.UTF_8),
                new String(
                        message,
                        Wire.OPEN_BYTES + labelLength,
                        protocolLength,
                        StandardCharsets.UTF_8));
    }

    /** The bytes of the message. */
    default byte[] write() {
        return switch (this) {
            case Ack() -> new byte[] {Wire.TYPE_ACK};
            case Open open -> writeOpen(open);
        };
    }

    private static byte[] writeOpen(Open open) {
        byte[] label = open.label.getBytes(StandardCharsets.UTF_8);
        byte[] protocol = open.protocol.getBytes(StandardCharsets.UTF_8);
        int kind = 0;
        int reliability = 0;
        if (open.maxRetransmits >= 0) {
            kind = Wire.LIMITED_RETRANSMITS;
            reliability = open.maxRetransmits;
        } else if (open.maxLifetimeMillis >= 0) {
            kind = Wire.TIMED;
            reliability = open.maxLifetimeMillis;
        }
        var message = new byte[Wire.OPEN_BYTES + label.length + protocol.length];
        BigEndian.putU8(message, 0, Wire.TYPE_OPEN);
        BigEndian.putU8(message, 1, open.ordered ? kind : kind | Wire.UNORDERED);
        BigEndian.putU16(message, 2, Wire.PRIORITY_NORMAL);
        BigEndian.putI32(message, 4, reliability);
        BigEndian.putU16(message, 8, label.length);
        BigEndian.putU16(message, 10, protocol.length);
        System.arraycopy(label, 0, message, Wire.OPEN_BYTES, label.length);
        System.arraycopy(protocol, 0, message, Wire.OPEN_BYTES + label.length, protocol.length);
        return message;
    }

    /** The numbers on the wire (RFC 8832 §5.1, §8.2). */
    final class Wire {
        static final int TYPE_ACK = 2;
        static final int TYPE_OPEN = 3;
        static final int OPEN_BYTES = 12;
        static final int UNORDERED = 0x80;
        static final int LIMITED_RETRANSMITS = 1;
        static final int TIMED = 2;

        /** RFC 8831 §6.4. We announce it and serve all channels in turn. */
        static final int PRIORITY_NORMAL = 256;

        private Wire() {}
    }
}
