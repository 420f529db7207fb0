package org.consilium.media.rtp;

/**
 * AV1 payloads without a dependency descriptor: the aggregation header (AV1 RTP specification
 * §4.4), |Z|Y|W|N|RES|. Stateless.
 *
 * <p>N tells the first packet of a coded video sequence, hence of a keyframe. Temporal units end at
 * the marker; where they begin the incoming stream tells from the timestamp.
 */
final class Av1Payload {
    /** Z: the first element goes on from the packet before. */
    private static final int CONTINUES = 0x80;

    private static final int STARTS_SEQUENCE = 0x08;

    private Av1Payload() {}

    static boolean readFacts(SourcePacket packet) {
        int header = packet.array[packet.payloadOffset];
        if (packet.payloadLength < 2) {
            return false;
        }
        packet.endsFrame = packet.marker;
        if ((header & STARTS_SEQUENCE) != 0) {
            if ((header & CONTINUES) != 0) {
                return false; // the two exclude each other
            }
            packet.isKeyframe = true;
            packet.startsFrame = true;
        }
        return true;
    }
}
