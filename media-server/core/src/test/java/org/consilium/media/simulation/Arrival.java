package org.consilium.media.simulation;

import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.SourcePacket;

/** Does what the owner of receiving streams does with each packet: reads it once, hands it in. */
public final class Arrival {
    private final HeaderExtensionMap ids;
    private final SourcePacket packet = new SourcePacket();

    public Arrival(HeaderExtensionMap ids) {
        this.ids = ids;
    }

    /** Where the packet handed in last is. */
    public SourcePacket packet() {
        return packet;
    }

    public ReceiveResult of(byte[] bytes, ReceiveStream stream, long nowNanos) {
        return packet.read(bytes, 0, bytes.length, ids)
                ? stream.onRtp(packet, nowNanos)
                : ReceiveResult.MALFORMED;
    }

    public ReceiveResult ofRetransmission(byte[] bytes, ReceiveStream stream, long nowNanos) {
        return packet.read(bytes, 0, bytes.length, ids)
                ? stream.onRetransmission(packet, nowNanos)
                : ReceiveResult.MALFORMED;
    }
}
